import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganization, must, startApp, type TestApp } from '../../app.ts';
import { freePort } from '../../harness/free-port.ts';
import { fullProver, type ProofRow, type Prover } from './assurance/proofs.ts';
import { hidden } from './stage.ts';
import { type UserAgent, userAgent } from './user-agent.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The program in docs/integrate.md, in a folder from which its packages are found. */
function written(): { readonly folder: string; readonly file: string } {
  const code = /```js\n([^]*?)```/.exec(readFileSync(join(ROOT, 'docs/integrate.md'), 'utf8'))?.[1];
  if (code === undefined) throw new Error('docs/integrate.md shows no program');
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.integrate-'));
  const file = join(folder, 'app.mjs');
  writeFileSync(file, code);
  return { folder, file };
}

/** A browser at the application itself: one cookie, and no redirects followed. */
function browserAt(url: string) {
  let cookie = '';
  return async (path: string) => {
    const answer = await fetch(new URL(path, url), { redirect: 'manual', headers: { cookie } });
    cookie = answer.headers.getSetCookie().at(-1)?.split(';')[0] ?? cookie;
    return { to: answer.headers.get('location') ?? '', text: await answer.text() };
  };
}

describe('the program in docs/integrate.md', () => {
  let app: TestApp;
  let person: Prover;
  let issuer: UserAgent;
  let url = '';
  let visit: ReturnType<typeof browserAt>;
  let stop = async () => {};

  beforeAll(async () => {
    app = await startApp();
    const clinic = await makeOrganization(app, 'Riverside Clinic', {});
    person = await fullProver(app, clinic);
    const port = await freePort();
    url = `http://localhost:${port}`;
    const { client, secret } = must(
      await app.instance.clients.create({
        name: 'My application',
        kind: 'confidential',
        redirectUris: [`${url}/callback`],
        postLogoutRedirectUris: [`${url}/`],
        backchannelLogoutUri: `${url}/logged-out`,
      }),
    );
    const { folder, file } = written();
    const env = { ISSUER: app.url, CLIENT_ID: client.id, CLIENT_SECRET: secret ?? '', PORT: String(port) };
    const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    stop = async () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    };
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', () => reject(new Error('the program did not start')));
    });
    visit = browserAt(url);
    issuer = userAgent(app);
  });
  afterAll(async () => {
    await stop();
    await app?.stop();
  });

  /** Proves what the application's request asks for, and opens the address that leads back. */
  async function proved(path: string, by: ProofRow): Promise<void> {
    const asked = await issuer.open((await visit(path)).to);
    const back = await issuer.drive(asked.url, person.by(by));
    if (back.kind !== 'away') throw new Error(`not led back from ${path}: ${JSON.stringify(back)}`);
    expect(back.url.origin).toBe(url);
    expect((await visit(back.url.pathname + back.url.search)).to).toBe('/');
  }

  it('signs somebody in and shows who it is and how it was proved', async () => {
    await proved('/', 'e-mail code');
    const claims = JSON.parse((await visit('/')).text);
    expect(claims).toMatchObject({ email: person.address, email_verified: true, acr: 'two-step' });
  });

  it('asks for a strong proof where that one was not, and for nothing more', async () => {
    await proved('/prescribe', 'app');
    expect(JSON.parse((await visit('/')).text)).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
    expect((await visit('/prescribe')).text).toBe('Prescribed.');
  });

  it('refuses an answer that it did not ask for', async () => {
    await visit('/callback?code=x&state=y');
    expect((await visit('/')).text).toContain(person.address);
  });

  it('forgets somebody who signed out at Vestibule', async () => {
    const csrf = hidden(await issuer.open('/account'), 'csrf');
    await issuer.submit('/account/sign-out', { csrf });
    expect(await app.instance.logouts.run()).toBe(1);
    expect((await visit('/')).to).toContain('/openid/authorize');
  });

  it('signs out of both', async () => {
    await proved('/', 'passkey');
    const asked = await issuer.open((await visit('/sign-out')).to);
    expect(asked.kind === 'page' && asked.html).toContain('Sign out?');
    expect((await visit('/')).to).toContain('/openid/authorize');
  });
});
