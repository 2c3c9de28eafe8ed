import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { listenOnLoopback } from './loopback.ts';
import { runMessenger } from './messenger.ts';
import { tokenFileIn, tokenFolder } from './token-file.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'messenger-'));
  folders.push(folder);
  return folder;
}

const TOKENS = { issuer: 'http://localhost:1', clientId: 'clinic-messenger', subject: 'amara', refreshToken: 'r1' };

test('tokens are readable by their owner alone, also after they were replaced', () => {
  const folder = join(freshFolder(), 'deep', 'messenger');
  const file = tokenFileIn(folder);
  expect(file.read()).toBeNull();
  file.write(TOKENS);
  file.write({ ...TOKENS, refreshToken: 'r2' });
  expect(file.read()).toEqual({ ...TOKENS, refreshToken: 'r2' });
  expect((statSync(join(folder, 'tokens.json')).mode & 0o777).toString(8)).toBe('600');
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  file.remove();
  file.remove();
  expect(file.read()).toBeNull();
});

test('the folder of the tokens can be chosen, else it is where settings are', () => {
  expect(tokenFolder({ MESSENGER_HOME: '/m', XDG_CONFIG_HOME: '/c' })).toBe('/m');
  expect(tokenFolder({ XDG_CONFIG_HOME: '/c' })).toBe(join('/c', 'clinic-messenger'));
});

test('RFC 8252: the loopback address is a port of 127.0.0.1, and only the state that was sent ends the wait', async () => {
  const loopback = await listenOnLoopback();
  expect(loopback.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  const cameBack = loopback.cameBack('right', AbortSignal.timeout(10_000));
  expect((await fetch(`${loopback.redirectUri}?state=wrong&code=theirs`)).status).toBe(404);
  expect((await fetch(new URL('/favicon.ico', loopback.redirectUri))).status).toBe(404);
  const answer = await fetch(`${loopback.redirectUri}?state=right&code=ours`);
  expect(await answer.text()).toContain('You can close this page');
  expect((await cameBack).searchParams.get('code')).toBe('ours');
  loopback.close();
});

test('a sign-in that is waited for too long is given up', async () => {
  const loopback = await listenOnLoopback();
  const tooLate = new AbortController();
  const cameBack = loopback.cameBack('state', tooLate.signal);
  tooLate.abort(new DOMException('', 'TimeoutError'));
  await expect(cameBack).rejects.toMatchObject({ name: 'TimeoutError' });
  loopback.close();
});

async function run(folder: string, ...args: readonly string[]) {
  const said: string[] = [];
  const code = await runMessenger(args, { MESSENGER_HOME: folder, MESSENGER_ISSUER: 'http://localhost:1' }, (line) => {
    said.push(line);
  });
  return { code, said: said.join('\n') };
}

test('without tokens nobody is signed in, and a command that does not exist is explained', async () => {
  const folder = freshFolder();
  expect(await run(folder, 'whoami')).toEqual({ code: 1, said: 'Nobody is signed in. Sign in with: login' });
  expect(await run(folder, 'logout')).toMatchObject({ code: 1 });
  expect(await run(folder, 'toString')).toMatchObject({ code: 2, said: expect.stringContaining('login --device') });
});

test('when Vestibule is away, the tokens stay for who am I and go with logout', async () => {
  const folder = freshFolder();
  tokenFileIn(folder).write(TOKENS);
  const away = { code: 1, said: 'That did not work: the sign-in service cannot be reached.' };
  expect(await run(folder, 'whoami')).toEqual(away);
  expect(tokenFileIn(folder).read()).toEqual(TOKENS);
  expect(await run(folder, 'logout')).toEqual(away);
  expect(tokenFileIn(folder).read()).toBeNull();
});
