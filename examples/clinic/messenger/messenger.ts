import { pathToFileURL } from 'node:url';
import * as client from 'openid-client';
import { findIssuer, type Say, signInFromAnotherDevice, signInOverLoopback } from './sign-in.ts';
import { type KeptTokens, tokenFileIn, tokenFolder } from './token-file.ts';

type Env = Readonly<Record<string, string | undefined>>;

const USAGE = `The clinic's messenger, an example of an application without a server.

  node messenger.ts login            sign in with the browser of this computer
  node messenger.ts login --device   sign in with any other browser, by a code
  node messenger.ts whoami           who is signed in
  node messenger.ts logout           sign out

MESSENGER_ISSUER (http://localhost:4000), MESSENGER_CLIENT_ID, MESSENGER_HOME (folder of its tokens)`;

/** Runs one command and returns the exit code: 0, 1 (it did not work, and a sentence said why) or 2 (no such command). */
export async function runMessenger(args: readonly string[], env: Env, say: Say): Promise<number> {
  const name = args.join(' ');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    say(USAGE);
    return 2;
  }
  try {
    return await command(env, say);
  } catch (error) {
    say(`That did not work: ${reason(error)}.`);
    return 1;
  }
}

const COMMANDS: Readonly<Record<string, (env: Env, say: Say) => Promise<number>>> = {
  login: (env, say) => login(env, say, env.MESSENGER_CLIENT_ID ?? 'clinic-messenger', signInOverLoopback),
  'login --device': (env, say) => login(env, say, env.MESSENGER_CLIENT_ID ?? 'clinic-cart', signInFromAnotherDevice),
  whoami,
  logout,
};

async function login(env: Env, say: Say, clientId: string, signIn: typeof signInOverLoopback): Promise<number> {
  const issuer = env.MESSENGER_ISSUER ?? 'http://localhost:4000';
  const config = await findIssuer(issuer, clientId);
  const answer = await signIn(config, say);
  const claims = answer.claims();
  if (claims === undefined || answer.refresh_token === undefined) throw new Error('it gave no tokens to keep');
  tokenFileIn(tokenFolder(env)).write({ issuer, clientId, subject: claims.sub, refreshToken: answer.refresh_token });
  await introduce(config, answer.access_token, claims.sub, say);
  const { acr = 'strength not told', amr = ['not told'] } = claims as {
    readonly acr?: string;
    readonly amr?: string[];
  };
  say(`Proved with: ${amr.join(' ')} (${acr})`);
  return 0;
}

/** Refreshes first: each refresh token works once, and Vestibule asks itself each time whether this person may go on. */
async function whoami(env: Env, say: Say): Promise<number> {
  const file = tokenFileIn(tokenFolder(env));
  const kept = file.read();
  if (kept === null) return notSignedIn(say);
  const config = await findIssuer(kept.issuer, kept.clientId);
  const answer = await refreshed(config, kept);
  if (answer === null) {
    file.remove();
    say('You have been signed out. Sign in again with: login');
    return 1;
  }
  // Before anything else can fail: the old one is used up.
  file.write({ ...kept, refreshToken: answer.refresh_token ?? kept.refreshToken });
  await introduce(config, answer.access_token, kept.subject, say);
  return 0;
}

async function refreshed(config: client.Configuration, { refreshToken }: KeptTokens) {
  try {
    return await client.refreshTokenGrant(config, refreshToken);
  } catch (error) {
    if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return null;
    throw error;
  }
}

async function introduce(config: client.Configuration, accessToken: string, subject: string, say: Say): Promise<void> {
  const person = await client.fetchUserInfo(config, accessToken, subject);
  say(`You are ${person.name ?? 'somebody'} <${person.email ?? 'no address'}>`);
  const { organizations } = person;
  if (!Array.isArray(organizations)) return;
  for (const { name, kind } of organizations as readonly Record<string, string>[]) say(`  ${name}: ${kind}`);
}

async function logout(env: Env, say: Say): Promise<number> {
  const file = tokenFileIn(tokenFolder(env));
  const kept = file.read();
  if (kept === null) return notSignedIn(say);
  // First here: if the issuer cannot be reached, this computer is signed out all the same.
  file.remove();
  const config = await findIssuer(kept.issuer, kept.clientId);
  await client.tokenRevocation(config, kept.refreshToken, { token_type_hint: 'refresh_token' });
  say('You are signed out.');
  return 0;
}

function notSignedIn(say: Say): number {
  say('Nobody is signed in. Sign in with: login');
  return 1;
}

/** What went wrong, in words where there are any. */
function reason(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    if (error.error === 'access_denied') return 'it was denied, or your account may not use the messenger';
    if (error.error === 'expired_token') return 'the code ran out before it was typed';
    return `the sign-in service refused (${error.error})`;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'nobody came back in time';
  if (error instanceof TypeError) return 'the sign-in service cannot be reached';
  return error instanceof Error ? error.message : String(error);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await runMessenger(process.argv.slice(2), process.env, console.log);
}
