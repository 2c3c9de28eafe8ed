import { describe, expect, it } from 'vitest';
import { type AccountId, LOCALES } from '../../domain/accounts/decide/account.ts';
import type { MailContent, MailKind, OutboxMessage } from '../../domain/mail/decide/message.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { createRenderer } from './render.ts';

const NOW = Date.UTC(2026, 10, 24, 4, 12);
const origin = 'https://signin.example.org';
const render = createRenderer({
  instanceName: 'Riverside sign-in',
  url: { origin, host: 'signin.example.org' },
  support: '+1 555 0100',
  mailedCodes: { codeFor: (attemptId, serial) => `${attemptId}${serial}`.padStart(6, '0') },
  clock: { now: () => NOW },
});

const browser = 'Chrome on Windows';
const source = '192.0.2.7';
const path = '/stop/token';
const EVERY: { readonly [Kind in MailKind]: Extract<MailContent, { kind: Kind }> } = {
  'sign-in-code': { kind: 'sign-in-code', attemptId: '12345', serial: 6, browser },
  invitation: { kind: 'invitation', organization: 'Riverside Clinic', path, code: 'ABCD-EFGH' },
  'join-organization': { kind: 'join-organization', organization: 'Riverside Clinic', path },
  'set-up-started': { kind: 'set-up-started', browser, source, path },
  'set-up-finished': { kind: 'set-up-finished', browser, source, path },
  'recovery-code-used': { kind: 'recovery-code-used', browser, source, path },
  'authenticator-bound': { kind: 'authenticator-bound', what: 'Authenticator app', browser, source, path },
  'authenticator-removed': { kind: 'authenticator-removed', what: 'Authenticator app', browser, source, path },
  'recovery-code-made': { kind: 'recovery-code-made', browser, source, path },
  'app-resumed': { kind: 'app-resumed', browser, source, path },
  'authenticator-suspended': {
    kind: 'authenticator-suspended',
    what: 'Authenticator app',
    why: 'lost',
    browser,
    source,
    path,
  },
  'signed-in-after-failures': { kind: 'signed-in-after-failures', count: 3, browser, source, path },
  'wrong-second-proofs': { kind: 'wrong-second-proofs', count: 3, browser, source, path },
  'new-device': { kind: 'new-device', browser, source, path },
  'browser-unlock': { kind: 'browser-unlock', browser, path },
  'password-reset': { kind: 'password-reset', browser, path },
  'password-changed': { kind: 'password-changed', browser, source, path },
  'reset-opened': { kind: 'reset-opened', path, holdUntil: NOW + 24 * 60 * MINUTE_MS },
  'reset-carried-out': { kind: 'reset-carried-out', path },
  'reset-cancelled': { kind: 'reset-cancelled' },
  'reset-stopped': { kind: 'reset-stopped' },
  'break-glass-used': { kind: 'break-glass-used', name: 'Envelope one', browser, source, path },
  'many-resets': { kind: 'many-resets', name: 'Robin Nwosu', count: 3, path },
  'new-country': { kind: 'new-country', name: 'Robin Nwosu', country: 'PT', path },
  'mandate-declined': { kind: 'mandate-declined', organization: 'Riverside Clinic', reason: 'Ask again in May' },
  'address-changed': { kind: 'address-changed', newAddress: 'new@riverside.example' },
};

function message(content: MailContent, over: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: 'row-1',
    accountId: 'amara' as AccountId,
    to: { name: 'Amara Okafor', address: 'amara@riverside.example' },
    locale: 'en',
    content,
    createdAt: NOW,
    notAfter: NOW + 10 * MINUTE_MS,
    ...over,
  };
}

describe.each(LOCALES)('every mail in %s', (locale) => {
  it.each(Object.values(EVERY))('is whole in both parts: $kind', (content) => {
    const mail = render(message(content, { locale }));
    for (const part of [mail.subject, mail.text, mail.html])
      expect(part).not.toMatch(/\{\{|undefined|\w\.lead|\[object/);
    expect(mail.subject).not.toBe('');
    expect(mail.locale).toBe(locale);
    expect(mail.text).toContain('Amara Okafor');
    expect(mail.html).toContain('Amara Okafor');
    if ('path' in content) {
      expect(mail.text.split('\n')).toContain(`${origin}${path}`);
      expect(mail.html).toContain(`href="${origin}${path}"`);
    }
    if ('browser' in content) expect(mail.text).toContain(locale === 'en' ? 'Chrome on Windows' : 'Chrome en Windows');
    if (!('organization' in content)) expect(mail.text).toContain('2026');
  });

  it.each(Object.values(EVERY))('loads nothing from anywhere and names only the public address: $kind', (content) => {
    const { html } = render(message(content, { locale }));
    expect(html).not.toMatch(/<img|<link|<script|<style|\ssrc=|url\(|@import/i);
    const addresses = html.match(/https?:\/\/[^\s"<]+/g) ?? [];
    for (const address of addresses) expect(address).toBe(`${origin}${path}`);
  });

  it('differs from the other language in every sentence that has words', () => {
    const other = locale === 'en' ? 'es' : 'en';
    for (const content of Object.values(EVERY)) {
      expect(render(message(content, { locale })).subject).not.toBe(
        render(message(content, { locale: other })).subject,
      );
    }
  });
});

describe('the mail with a code', () => {
  const mail = render(message(EVERY['sign-in-code']));

  it('has the code alone on its first line, which previews show, and not in the subject, which servers log', () => {
    expect(mail.subject).toBe('Here is your Riverside sign-in code');
    expect(mail.subject).not.toContain('123456');
    expect(mail.text.split('\n')[0]).toBe('123456');
    expect(mail.text.split('\n')[1]).toBe('');
    expect(mail.html.indexOf('123456', mail.html.indexOf('<body'))).toBeLessThan(mail.html.indexOf('Hello'));
  });

  it('says who asked, when, from what, how long it works, and what to do if that was not you', () => {
    expect(mail.text).toContain('It works for 10 minutes, until 4:22');
    expect(mail.text).toContain('Account: amara@riverside.example');
    expect(mail.text).toMatch(/When: Tuesday, November 24, 2026 at 4:12.AM UTC/);
    expect(mail.text).toContain('Device: Chrome on Windows');
    expect(mail.text).toContain('Give this code to nobody');
    expect(mail.text).toContain('Help: +1 555 0100');
  });

  it('says so when the browser was not recognized', () => {
    const content = { ...EVERY['sign-in-code'], browser: '' };
    expect(render(message(content)).text).toContain('Device: not recognized');
  });
});

describe('strangers’ text in a mail', () => {
  it('is one line, and markup in it stays text', () => {
    const organization = 'Clinic\r\nBcc: all@evil.example\u2028<b>bold</b>\u202e';
    const mail = render(
      message(
        { kind: 'invitation', organization, path, code: null },
        { to: { name: 'A\r\nB', address: 'a@b.example' } },
      ),
    );
    expect(mail.subject).toBe('Clinic Bcc: all@evil.example <b>bold</b> invites you to Riverside sign-in');
    expect(mail.to.name).toBe('A B');
    expect(mail.html).toContain('&lt;b>bold');
    expect(mail.html).not.toContain('<b>');
  });
});

it('the message id follows from the outbox row alone', () => {
  expect(render(message(EVERY['reset-cancelled'])).messageId).toBe('row-1@signin.example.org');
  expect(render(message(EVERY['reset-stopped'])).messageId).toBe('row-1@signin.example.org');
});
