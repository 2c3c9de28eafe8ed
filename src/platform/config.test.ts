import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, readConfig, SETTINGS } from './config.ts';

const env = { VESTIBULE_URL: 'https://signin.example.org' };

describe('configuration', () => {
  it('needs nothing but the public address', () => {
    const config = read(env);
    expect(config.url).toEqual({ origin: 'https://signin.example.org', host: 'signin.example.org', secure: true });
    expect(config.database).toEqual({ engine: 'sqlite', path: resolve('.vestibule/vestibule.sqlite') });
    expect(config.passkeyDomain).toBe('signin.example.org');
    expect(config.mailFrom).toEqual({ name: 'Vestibule', address: 'no-reply@signin.example.org' });
    expect([config.host, config.port, config.smtp, config.support, config.trustedProxies]).toEqual([
      '127.0.0.1',
      4000,
      null,
      null,
      [],
    ]);
  });

  it('keeps the default database in the data folder', () => {
    expect(read({ ...env, VESTIBULE_DATA: '/srv/vestibule' }).database).toEqual({
      engine: 'sqlite',
      path: '/srv/vestibule/vestibule.sqlite',
    });
  });

  it('allows plain http on localhost with a port', () => {
    expect(read({ VESTIBULE_URL: 'http://localhost:4000/' }).url).toEqual({
      origin: 'http://localhost:4000',
      host: 'localhost',
      secure: false,
    });
  });

  it.each([
    [undefined, 'is missing'],
    ['', 'is missing'],
    ['signin.example.org', 'web address'],
    ['ftp://signin.example.org', 'web address'],
    ['http://signin.example.org', 'https://'],
    ['http://localhost.example.org', 'https://'],
    ['https://192.0.2.7', 'not an IP address'],
    ['https://0x7f.1', 'not an IP address'],
    ['https://[2001:db8::1]', 'not an IP address'],
    ['https://signin.example.org/auth', 'path'],
    ['https://signin.example.org/?a=b', 'path'],
    ['https://signin.example.org/#', 'path'],
    ['https://me:secret@signin.example.org', 'user name'],
  ])('refuses the public address %s and says why', (url, words) => {
    const [problem, ...others] = problemsOf({ VESTIBULE_URL: url });
    expect(problem).toMatch(/^VESTIBULE_URL /);
    expect(problem).toContain(words);
    expect(problem).not.toContain('secret');
    expect(others).toEqual([]);
  });

  it('reads secrets from files and drops the line break at the end', () => {
    const config = readConfig({ ...env, VESTIBULE_SMTP_FILE: '/run/secrets/smtp' }, {}, (path) => {
      expect(path).toBe('/run/secrets/smtp');
      return 'smtp://user:pass@mail.example.org:587\n';
    });
    expect(config.ok && config.value.smtp).toBe('smtp://user:pass@mail.example.org:587');
  });

  it('refuses a secret given twice or a file that is not there', () => {
    const twice = { ...env, VESTIBULE_DATABASE: 'sqlite:a', VESTIBULE_DATABASE_FILE: '/run/secrets/db' };
    expect(problemsOf(twice)[0]).toBe('VESTIBULE_DATABASE and VESTIBULE_DATABASE_FILE are both set: keep one of them.');
    expect(problemsOf({ ...env, VESTIBULE_SMTP_FILE: '/nowhere/smtp' })[0]).toContain('/nowhere/smtp');
  });

  it.each([
    ['VESTIBULE_DATABASE', 'mysql://user:hush@host/name'],
    ['VESTIBULE_DATABASE', 'sqlite:'],
    ['VESTIBULE_SMTP', 'https://user:hush@mail.example.org'],
    ['VESTIBULE_SMTP', 'smtp://user:hush@mail.example.org/path'],
    ['VESTIBULE_MAIL_FROM', 'a@example.org, b@example.org'],
    ['VESTIBULE_MAIL_FROM', 'A <a@example.org>\r\nBcc: b@example.org'],
    ['VESTIBULE_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['VESTIBULE_TRUSTED_PROXIES', '0.0.0.0/0'],
    ['VESTIBULE_TRUSTED_PROXIES', '::/0'],
    ['VESTIBULE_TRUSTED_PROXIES', 'true'],
    ['VESTIBULE_PASSKEY_DOMAIN', 'other.example.org'],
    ['VESTIBULE_PASSKEY_DOMAIN', 'org'],
    ['VESTIBULE_NAME', 'two\nlines'],
    ['VESTIBULE_SUPPORT', 'x'.repeat(201)],
    ['VESTIBULE_FAILURES_PER_NETWORK', '0'],
    ['VESTIBULE_FAILURES_OVERALL', 'none'],
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['HOST', 'a b'],
  ])('refuses %s = %j in a sentence that names it and repeats no secret', (variable, value) => {
    const problems = problemsOf({ ...env, [variable]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${variable} .+\\.$`));
    expect(problems[0]).not.toContain('hush');
  });

  it('names every problem at once', () => {
    expect(problemsOf({ VESTIBULE_URL: 'x', PORT: 'y', VESTIBULE_SMTP: 'z' })).toHaveLength(3);
  });

  it('takes each setting as a flag, which wins over the variable', () => {
    const config = read({ ...env, PORT: '1' }, { port: '2', mailFrom: 'Riverside <mail@example.org>' });
    expect([config.port, config.mailFrom]).toEqual([2, { name: 'Riverside', address: 'mail@example.org' }]);
    expect(SETTINGS.find((one) => one.variable === 'VESTIBULE_MAIL_FROM')?.flag).toBe('--mail-from');
  });

  it('lists trusted proxies as networks', () => {
    const config = read({ ...env, VESTIBULE_TRUSTED_PROXIES: '10.0.0.0/8, ::1/128 192.0.2.7' });
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1/128', '192.0.2.7']);
  });

  it('accepts a parent domain for passkeys', () => {
    expect(read({ ...env, VESTIBULE_PASSKEY_DOMAIN: 'Example.org' }).passkeyDomain).toBe('example.org');
  });
});

function read(from: Record<string, string | undefined>, flags = {}): Config {
  const result = readConfig(from, flags);
  if (!result.ok) throw new Error(result.error.join('\n'));
  return result.value;
}

function problemsOf(from: Record<string, string | undefined>): readonly string[] {
  const result = readConfig(from);
  return result.ok ? [] : result.error;
}
