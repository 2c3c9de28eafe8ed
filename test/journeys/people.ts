import { expect } from 'vitest';
import type { AccountId, MemberKind, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { Session } from '../../src/domain/sessions/decide/session.ts';
import { makeAccount, PASSWORD, type TestApp } from '../app.ts';
import { type JsonAnswer, type JsonClient, jsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';
import type { Visitor } from './steps.ts';

/** Somebody whose set-up is finished, and what they keep. */
export interface Person {
  readonly address: string;
  /** Of the authenticator app. */
  readonly secret: string;
  readonly recoveryCode: string;
}

/** A program past the password, and what it was shown then. */
export async function jsonPastPassword(
  app: TestApp,
  address: string,
): Promise<{ readonly client: JsonClient; readonly answer: JsonAnswer }> {
  const client = jsonClient(app.url);
  await client.get('/sign-in');
  await client.answer({ answer: 'identifier', address });
  return { client, answer: await client.answer({ answer: 'password', password: PASSWORD }) };
}

/** From the step that sets up an app to being signed in. */
export async function jsonSetUp(
  app: TestApp,
  client: JsonClient,
  answer: JsonAnswer,
): Promise<Omit<Person, 'address'>> {
  const secret = new URL(answer.body.page.views.binding.view.uri).searchParams.get('secret') ?? '';
  const saving = await client.answer({ answer: 'bind', method: 'totp', code: appCode(secret, app.clock.now()) });
  const recoveryCode = saving.body.page.views.recoveryCode as string;
  expect((await client.answer({ answer: 'recovery-code-saved', saved: true })).body.signedIn).toBe(true);
  return { secret, recoveryCode };
}

/** Somebody who finished the set-up elsewhere, so that a story can begin with the second sign-in. */
export async function personWithApp(
  app: TestApp,
  organization: OrganizationId,
  address: string,
  kind: MemberKind = 'provider',
): Promise<Person> {
  await makeAccount(app, address, organization, kind);
  const { client, answer } = await jsonPastPassword(app, address);
  const kept = await jsonSetUp(app, client, answer);
  // The code that was confirmed is used up.
  app.clock.move(60_000);
  return { address, ...kept };
}

/** Signs somebody in by the app over JSON. */
export async function signedInByApp(
  app: TestApp,
  { address, secret }: Pick<Person, 'address' | 'secret'>,
): Promise<{ readonly client: JsonClient; readonly accountId: AccountId }> {
  const { client } = await jsonPastPassword(app, address);
  const done = await client.answer({ answer: 'proof', method: 'totp', code: appCode(secret, app.clock.now()) });
  expect(done.body.signedIn).toBe(true);
  const checked = await app.instance.sessions.check(client.cookies.get('vestibule_session') ?? null);
  if (checked.outcome !== 'in') throw new Error(`the session is ${checked.outcome}`);
  return { client, accountId: checked.session.accountId };
}

/** The session that a visitor's browser holds a cookie of. Fails when it is not live. */
export async function sessionOf(app: TestApp, { context }: Visitor): Promise<Session> {
  const cookie = (await context.cookies()).find(({ name }) => name.includes('session'));
  const checked = await app.instance.sessions.check(cookie?.value ?? null);
  if (checked.outcome !== 'in') throw new Error(`the session is ${checked.outcome}`);
  return checked.session;
}

/** Whether a visitor's browser holds a session cookie. */
export async function hasSession({ context }: Visitor): Promise<boolean> {
  return (await context.cookies()).some(({ name }) => name.includes('session'));
}

/** Whose address it is. Throws where nobody has it. */
export async function accountOf(app: TestApp, address: string): Promise<AccountId> {
  const id = await app.instance.storage.signInReads.accountIdByAddress(address as never);
  if (id === null) throw new Error(`nobody is ${address}`);
  return id;
}
