import { sha256 } from '../../../platform/hashing.ts';
import { newId } from '../../../platform/random.ts';
import { canonicalAddress } from '../../accounts/run/address.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import { sessionLives } from '../../sessions/decide/lives.ts';
import type { Session } from '../../sessions/decide/session.ts';
import { laneOf } from '../../throttling/decide/known.ts';
import { demandStanding } from '../decide/next-step.ts';
import { ATTEMPT_MS } from './advance.ts';
import type { ApplicationRequest, Demand, OwnRequest } from './application.ts';
import type { SignInDeps } from './deps.ts';
import { factsOf, proofLaneKey } from './load-facts.ts';
import type { Page, Purpose, Standing } from './page.ts';
import { addressContext, firstPage } from './present.ts';
import type { AccountSnapshot, Attempt, Visitor } from './records.ts';

/** Live attempts a browser, and a network address, may have before a password was proved; the oldest end (T6). */
const ATTEMPTS_OF_BROWSER_MAX = 20;
const ATTEMPTS_OF_SOURCE_MAX = 1_000;

/** The first page of an application's request; of the person's own sign-in when the request is over. */
export async function welcome(deps: SignInDeps, uid: string): Promise<Page> {
  return firstPage(deps, null, await deps.applications.waiting(uid));
}

/** Opens an attempt for an address, known or not; the first page with its problem when it is no address. */
export async function begin(
  deps: SignInDeps,
  typed: string,
  visitor: Visitor,
  purpose: Purpose | undefined,
): Promise<{ readonly attempt: Attempt } | { readonly page: Page }> {
  const request =
    purpose !== undefined && 'application' in purpose ? await deps.applications.waiting(purpose.application) : null;
  const address = canonicalAddress(typed);
  if (!address.ok || visitor.browserToken === null) {
    return { page: firstPage(deps, { kind: 'address-malformed' }, request) };
  }
  const { canonical } = address.value;
  const command = purpose !== undefined && 'command' in purpose ? purpose.command : null;
  const empty = emptyAttempt(deps, visitor.browserToken, visitor.source);
  const attempt: Attempt = {
    ...empty,
    accountId: await deps.reads.accountIdByAddress(canonical),
    addressSealed: deps.sealing.seal(address.value.address, addressContext(empty.id)),
    addressMac: deps.addressMac(canonical),
    purpose: command === null ? 'session' : 'command',
    demandedAcr: command,
    platformAuthenticator: visitor.platformAuthenticator,
    ...(request === null ? {} : demandOf(request)),
  };
  await open(deps, attempt);
  return { attempt };
}

/** Opens an attempt that goes on from the visitor's session. Fallbacks and recovery are not carried along. */
export async function stepUp(
  deps: SignInDeps,
  visitor: Visitor,
  request: ApplicationRequest | OwnRequest,
): Promise<Attempt | null> {
  const { sessionToken, browserToken } = visitor;
  if (sessionToken === null || browserToken === null) return null;
  const session = await deps.sessions.byTokenHash(sha256(sessionToken));
  if (session === null || sessionLives(session, deps.clock.now()) !== 'live') return null;
  const snapshot = await deps.reads.snapshot(session.accountId);
  if (snapshot === null) return null;
  const { deviceToken } = visitor;
  const device = deviceToken === null ? null : await deps.reads.device(sha256(deviceToken), session.accountId);
  const empty = emptyAttempt(deps, browserToken, visitor.source);
  const attempt = {
    ...goingOn(deps, empty, session, snapshot, request.demand),
    lane: laneOf(device, empty.createdAt),
    ...('next' in request ? { next: request.next } : demandOf(request)),
    freshSince: empty.createdAt,
  };
  await open(deps, attempt);
  return attempt;
}

/** Asks the core whether a session answers a demand as it is. Writes nothing. */
export async function standing(
  deps: SignInDeps,
  session: Session,
  snapshot: AccountSnapshot,
  visitor: Visitor,
  demand: Demand,
): Promise<Standing> {
  const token = visitor.deviceToken;
  const { id } = snapshot.account;
  const device = token === null ? null : await deps.reads.device(sha256(token), id);
  const now = deps.clock.now();
  const lane = laneOf(device, now);
  const proofLane = await deps.lanes.load(proofLaneKey(id, lane));
  const attempt = goingOn(deps, emptyAttempt(deps, '', visitor.source), session, snapshot, demand);
  const { sharedWorkstation = false } = visitor;
  const loaded = {
    attempt,
    snapshot,
    device,
    sharedWorkstation,
    lane,
    proofLane,
    passwordMeets: 'alone',
    now,
  } as const;
  return demandStanding(factsOf(loaded));
}

/** An attempt with what a session proved. */
function goingOn(
  deps: SignInDeps,
  empty: Attempt,
  session: Session,
  snapshot: AccountSnapshot,
  demand: Demand,
): Attempt {
  const { address, canonical } = snapshot.address;
  return {
    ...empty,
    accountId: session.accountId,
    addressSealed: deps.sealing.seal(address, addressContext(empty.id)),
    addressMac: deps.addressMac(canonical),
    proofs: session.proofs.filter(({ method }) => ['first', 'primary', 'emergency'].includes(TRAITS[method].role)),
    demandedAcr: demand.acr,
    demandVoluntary: demand.voluntary,
    freshSince: demand.freshSince,
    freshBy: demand.freshBy ?? 'any',
  };
}

/** An attempt of a browser in which nothing has happened yet. */
export function emptyAttempt(deps: SignInDeps, browserToken: string, source: string): Attempt {
  const now = deps.clock.now();
  return {
    id: newId<string>(deps.random),
    browserHash: sha256(browserToken),
    version: 1,
    createdAt: now,
    expiresAt: now + ATTEMPT_MS,
    endedAt: null,
    source,
    accountId: null,
    addressSealed: null,
    addressMac: null,
    proofs: [],
    chosen: null,
    passwordWaitUntil: null,
    appKept: null,
    trustAnsweredAt: null,
    setUpPostponedAt: null,
    setUpNotice: null,
    purpose: 'session',
    demandedAcr: null,
    demandVoluntary: false,
    freshSince: null,
    freshBy: 'any',
    application: null,
    next: null,
    platformAuthenticator: false,
    pendingSealed: null,
    issued: null,
    codesIssued: 0,
    mailedAt: [],
    mailId: null,
  };
}

/** The address that an application hinted at fills a field and is not kept. */
export function demandOf({ uid, name, support, returnTo, demand }: ApplicationRequest): Partial<Attempt> {
  return {
    application: { uid, name, support, returnTo, loginHint: null },
    demandedAcr: demand.acr,
    demandVoluntary: demand.voluntary,
  };
}

async function open(deps: SignInDeps, attempt: Attempt): Promise<void> {
  await makeRoom(deps, attempt);
  const event = deps.auditor.event({
    name: 'attempt.identified',
    accountId: null,
    actor: 'claimant',
    attemptId: attempt.id,
    details: {},
    source: attempt.source,
  });
  await deps.commits.commit({ createAttempt: attempt, audit: [event] });
}

/** Before a password an attempt counts against browser and source, never against the account (T6). */
export async function makeRoom(deps: SignInDeps, attempt: Attempt): Promise<void> {
  const { browserHash, source, createdAt: now } = attempt;
  const ofBrowser = await deps.commits.openAttempts({ browserHash }, now);
  const ofSource = await deps.commits.openAttempts({ source }, now);
  const surplus = [
    ...ofBrowser.slice(0, Math.max(0, ofBrowser.length + 1 - ATTEMPTS_OF_BROWSER_MAX)),
    ...ofSource.slice(0, Math.max(0, ofSource.length + 1 - ATTEMPTS_OF_SOURCE_MAX)),
  ];
  if (surplus.length > 0)
    await deps.commits.endAttempts(
      surplus.map((one) => one.id),
      now,
    );
}
