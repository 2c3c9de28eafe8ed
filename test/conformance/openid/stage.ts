import { afterAll, beforeAll, describe } from 'vitest';
import type { OrganizationId } from '../../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../../app.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Arrived, type UserAgent, userAgent } from './user-agent.ts';

/** A Vestibule with one organization that mandates nothing, and one of its people. */
export interface Stage {
  readonly app: TestApp;
  readonly organization: OrganizationId;
  /** Signs in with the password alone. */
  readonly address: string;
}

/** Runs a suite on each engine, on a stage that its tests share. */
export function onEachEngine(title: string, suite: (stage: () => Stage) => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${title} on %s`, (engine) => {
    let stage: Stage | null = null;
    beforeAll(async () => {
      const app = await startApp({ engine });
      const organization = await makeOrganization(app, 'Riverside Clinic');
      const address = 'amara@riverside.example';
      await makeAccount(app, address, organization);
      stage = { app, organization, address };
    });
    afterAll(() => stage?.app.stop());
    suite(() => {
      if (stage === null) throw new Error('the stage is not set');
      return stage;
    });
  });
}

/** Opens an application's request, signs in where asked, and returns where that led. */
export async function answerOf(
  { app, address }: Stage,
  party: RelyingParty,
  over: Readonly<Record<string, string | null>> = {},
  browser: UserAgent = userAgent(app),
): Promise<Arrived> {
  return signInAt(browser, await browser.open(party.request(over)), address);
}

/** The same for a request that the person must also allow: of a refresh token (OpenID Connect Core §11), of a native client. */
export async function allowedAnswerOf(
  stage: Stage,
  party: RelyingParty,
  over: Readonly<Record<string, string | null>> = {},
  browser: UserAgent = userAgent(stage.app),
): Promise<Arrived> {
  const at = await answerOf(stage, party, over, browser);
  return at.kind === 'page' ? allow(browser, at) : at;
}

/** What asks for a refresh token. */
export const OFFLINE = { scope: 'openid email offline_access', prompt: 'consent' } as const;

/** Signs in where a chain of redirects ended at the first page of a sign-in. */
export async function signInAt(browser: UserAgent, at: Arrived, address: string): Promise<Arrived> {
  return at.kind === 'page' && at.url.pathname === '/sign-in' ? browser.signIn(at.url, { address }) : at;
}

/** What an answer that led back to the application says. Fails when it did not lead there. */
export function answered(arrived: Arrived): Readonly<Record<string, string>> {
  if (arrived.kind !== 'away') throw new Error(`still at ${arrived.url.href} (${arrived.status})`);
  return Object.fromEntries(arrived.url.searchParams);
}

/** A native application's nod: allows what the page asks. */
export async function allow(browser: UserAgent, at: Arrived): Promise<Arrived> {
  return browser.submit(`${at.url.pathname}/consent`, { decision: 'allow', csrf: csrfOf(at) });
}

/** A hidden field of the page that was reached. Fails when there is none. */
export function hidden(at: Arrived, name: string): string {
  const html = at.kind === 'page' ? at.html : '';
  const found = new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
  if (found === undefined) throw new Error(`no field ${name} at ${at.url.href}: ${html.slice(0, 300)}`);
  return found;
}

function csrfOf(at: Arrived): string {
  return hidden(at, 'csrf');
}
