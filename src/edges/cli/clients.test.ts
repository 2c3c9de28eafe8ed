import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { terminal } from '../../../test/harness/terminal.ts';

const PORTAL = `client create --name 'Riverside Portal' --kind confidential --redirect-uri https://portal.example/callback`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-keys-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A file of this content. */
function file(content: string): string {
  const path = join(folder, 'keys.json');
  writeFileSync(path, content);
  return path;
}

/** Registers an application; what was told of it. */
async function register(run: ReturnType<typeof terminal>, line: string): Promise<Told> {
  const made = await run(`${line} --json`);
  expect(made.code).toBe(0);
  return JSON.parse(made.out) as Told;
}

interface Told {
  readonly id: string;
  readonly secret: string | null;
}

describe('client by command line', () => {
  it('registers an application and prints its secret, once and on standard output', async () => {
    const run = terminal();
    const made = await run(PORTAL);
    expect(made).toMatchObject({ code: 0, err: '' });
    const [, id = '', secret = ''] =
      /^Riverside Portal was registered\.\nClient id +(\S{22})\nClient secret +(\S{43})\nThe secret is shown only now\.\n$/.exec(
        made.out,
      ) ?? [];
    expect(secret).not.toBe('');
    for (const line of [`client show ${id}`, `client show ${id} --json`, 'client list --json', 'audit list --json']) {
      const told = await run(line);
      expect(told.code).toBe(0);
      expect(told.out).toContain(id);
      expect(told.out).not.toContain(secret);
      expect(told.out).not.toMatch(/secretHash|[0-9a-f]{64}/);
    }
  });

  it('registers with every option, and shows all of it to people and to programs', async () => {
    const run = terminal();
    await run(`org create 'Riverside Clinic'`);
    const made = await register(
      run,
      `${PORTAL} --redirect-uri http://localhost:3000/callback --auth client_secret_post --id-token-alg RS256 --post-logout-uri https://portal.example/bye --backchannel-logout-uri http://10.0.0.7/logged-out --resource 'https://api.example/?v=1=records:read,records:write:jwt' --resource urn:clinic:files=read --organization 'riverside clinic' --third-party --support it@riverside.example`,
    );
    expect(made).toEqual({
      id: expect.any(String),
      name: 'Riverside Portal',
      kind: 'confidential',
      auth: 'client_secret_post',
      idTokenAlg: 'RS256',
      firstParty: false,
      organizationId: expect.any(String),
      jwks: null,
      redirectUris: ['https://portal.example/callback', 'http://localhost:3000/callback'],
      postLogoutRedirectUris: ['https://portal.example/bye'],
      backchannelLogoutUri: 'http://10.0.0.7/logged-out',
      resources: [
        { uri: 'https://api.example/?v=1', scopes: ['records:read', 'records:write'], format: 'jwt' },
        { uri: 'urn:clinic:files', scopes: ['read'], format: 'opaque' },
      ],
      support: 'it@riverside.example',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      disabledAt: null,
      secret: expect.stringMatching(/^[\w-]{43}$/),
    });
    const { secret, ...told } = made;
    expect((await run(`client show ${told.id} --json`)).json).toEqual(told);
    const shown = (await run(`client show ${told.id}`)).out;
    expect(shown).toMatch(/Organization +Riverside Clinic\n/);
    expect(shown).toMatch(/ID tokens by +RS256\n/);
    expect(shown).toMatch(/Consent +asked for: third party\n/);
    expect(shown).toMatch(/Redirect URI +https:\/\/portal\.example\/callback\nRedirect URI +http:\/\/localhost/);
    expect(shown).toMatch(/API +urn:clinic:files \(opaque\): read\n/);
    expect(shown).not.toContain(secret);
  });

  it('registers a client that signs by its public keys, and gives it no secret', async () => {
    const run = terminal();
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] };
    const made = await register(run, `${PORTAL} --jwks ${file(JSON.stringify(keys))}`);
    expect(made).toMatchObject({ auth: 'private_key_jwt', secret: null, jwks: { keys: [{ kid: 'one' }] } });
    expect((await run(`client show ${made.id}`)).out).toMatch(/Keys +ES256 one\n/);
    expect(await run(`client rotate-secret ${made.id}`)).toMatchObject({
      code: 1,
      err: 'This client has no secret.\n',
    });
    const leaked = JSON.stringify({ keys: [privateKey.export({ format: 'jwk' })] });
    expect(await run(`${PORTAL} --jwks ${file(leaked)}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('private'),
    });
    expect((await run(`${PORTAL} --jwks ${file('{')} --json`)).json.refused?.reason).toBe('jwks-unreadable');
    expect(await run(`${PORTAL} --jwks ${join(folder, 'absent.json')}`)).toMatchObject({ code: 1, out: '' });
  });

  it('registers browsers, native applications and devices without a secret', async () => {
    const run = terminal();
    const native = await run(
      `client create --name Messenger --kind native --redirect-uri http://127.0.0.1/callback --redirect-uri com.riverside.messenger:/callback`,
    );
    expect(native.out).toMatch(/^Messenger was registered\.\nClient id +\S{22}\n$/);
    expect((await run('client create --name Cart --kind device --json')).json).toMatchObject({
      auth: 'none',
      secret: null,
      redirectUris: [],
    });
    const list = await run('client list');
    expect(list.out).toMatch(/^NAME +KIND +PARTY +STATE +ID\nCart +device +first +in force +\S+\nMessenger +native /);
  });

  it('makes a new secret, other than the first', async () => {
    const run = terminal();
    const { id, secret } = await register(run, PORTAL);
    const rotated = await run(`client rotate-secret ${id} --json`);
    expect(rotated.json.secret).toMatch(/^[\w-]{43}$/);
    expect(rotated.json.secret).not.toBe(secret);
    expect((await run(`client rotate-secret ${id}`)).out).toContain('The secret is shown only now.');
    expect((await run('audit list --event client.secret-rotated --json')).json).toHaveLength(2);
  });

  it('disables and enables an application', async () => {
    const run = terminal();
    const { id } = await register(run, PORTAL);
    expect(await run(`client disable ${id}`)).toMatchObject({
      code: 0,
      out: 'Nobody can sign in to Riverside Portal any more.\n',
    });
    expect((await run('client list')).out).toMatch(/Riverside Portal +confidential +first +disabled /);
    expect(await run(`client disable ${id}`)).toMatchObject({ code: 1, err: expect.stringContaining('already') });
    expect((await run(`client enable ${id} --json`)).json).toMatchObject({ id, disabledAt: null });
  });

  it('says that there is no such application', async () => {
    const run = terminal();
    for (const command of ['show', 'rotate-secret', 'disable', 'enable']) {
      expect(await run(`client ${command} nobody`)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('There is no such client.'),
      });
    }
  });

  it('says which address is refused and why', async () => {
    const run = terminal();
    const line = `client create --name Portal --kind public --redirect-uri http://portal.example/callback`;
    expect(await run(line)).toMatchObject({
      code: 1,
      out: '',
      err: 'The redirect URI "http://portal.example/callback" cannot be registered. It must begin with https://. Plain http is for 127.0.0.1, [::1] and localhost.\n',
    });
    expect((await run(`${line} --json`)).json.refused).toEqual({
      reason: 'address-refused',
      message: expect.any(String),
      use: 'redirect',
      address: 'http://portal.example/callback',
      problem: 'insecure',
    });
    expect((await run(`${PORTAL} --backchannel-logout-uri http://portal.example/bye`)).err).toContain('as numbers');
    expect((await run(`${PORTAL} --resource api=read --json`)).json.refused).toMatchObject({
      reason: 'resource-refused',
      problem: 'uri-malformed',
    });
    expect((await run(`${PORTAL} --organization nowhere`)).err).toContain('There is no such organization.');
    expect((await run('client list --json')).json).toEqual([]);
  });

  it.each([
    ['client create --kind public', '--name <name>'],
    ['client create --name x', '--kind <kind>'],
    ['client create --name x --kind web', 'Allowed choices are confidential, public, native, device'],
    ['client create --name x --kind public --auth password', 'Allowed choices are client_secret_basic'],
    ['client create --name x --kind public --resource https://api.example', 'URI=scope,scope'],
    ['client show', "missing required argument 'client'"],
    ['client remove x', 'unknown command'],
  ])('exits 2 on %j and says what is wrong', async (line, says) => {
    const wrong = await terminal()(line);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain(says);
  });

  it('explains itself', async () => {
    const help = await terminal()('client create --help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const option of ['--redirect-uri', '--backchannel-logout-uri', '--resource', '--third-party', '--jwks']) {
      expect(help.out).toContain(option);
    }
  });
});
