import { expect, it } from 'vitest';
import { createAuditor } from '../../domain/audit/run/write.ts';
import type { MethodKind } from '../../domain/methods/decide/traits.ts';
import { createMethods } from '../../domain/methods/registry.ts';
import type { SelectableMethod } from '../../domain/organizations/decide/mandate.ts';
import { sessionLives, timeLeft } from '../../domain/sessions/decide/lives.ts';
import { createSessions } from '../../domain/sessions/run/check.ts';
import type { Proof } from '../../domain/sign-in/decide/facts.ts';
import { sessionStanding } from '../../domain/sign-in/decide/owed.ts';
import { accountFacts } from '../../domain/sign-in/run/load-facts.ts';
import { sha256 } from '../../platform/hashing.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Storage } from '../open.ts';
import { authenticatorRow } from '../sql/rows.ts';
import { type Opened, onBothEngines, plainSealing } from './engines.ts';
import {
  authenticator,
  freshId,
  mandate,
  NOW,
  plantAccount,
  plantMembership,
  plantOrganization,
  plantResetCase,
  session,
} from './fixtures.ts';

/** Sessions that are looked at so much later than NOW. */
const LATER = 10 * MINUTE_MS;
const SESSIONS = 250;

onBothEngines('a session at a glance', (open) => {
  it('is worth exactly what the whole check says, whatever became of it and of its account', async () => {
    const opened = await open();
    const { storage } = opened;
    const sessions = sessionsOn(storage);
    const dice = diceFrom(20_261_124);
    const seen = { holds: 0, over: 0, insufficient: 0 };
    for (let number = 0; number < SESSIONS; number++) {
      const { token, story } = await plantSession(opened, dice);
      const before = await storage.sessions.byTokenHash(sha256(token));
      const expected = await wholeCheck(storage, token);
      expect(await sessions.look(token), story).toEqual(expected.left);
      // Looking at it changed nothing, not even where it will end at its next use.
      expect(await storage.sessions.byTokenHash(sha256(token))).toEqual(before);
      const stayed = await sessions.stay(token);
      const after = await storage.sessions.byTokenHash(sha256(token));
      expect(after?.endReason ?? null, story).toBe(
        expected.outcome === 'insufficient' ? 'insufficient' : before?.endReason,
      );
      if (expected.outcome === 'holds')
        expect(await wholeCheck(storage, token)).toEqual({ outcome: 'holds', left: stayed });
      else expect(stayed, story).toBeNull();
      // A use is written down at most once a minute.
      const due = before !== null && before.lastSeenAt + MINUTE_MS <= NOW + LATER;
      expect(after?.lastSeenAt, story).toBe(expected.outcome === 'holds' && due ? NOW + LATER : before?.lastSeenAt);
      seen[expected.outcome] += 1;
    }
    for (const count of [seen.holds, seen.over, seen.insufficient]) expect(count).toBeGreaterThan(SESSIONS / 10);
  });

  it('is none where there is no such token', async () => {
    const { storage } = await open();
    expect(await storage.sessions.glance(sha256('nobody’s'))).toBeNull();
  });

  it('is seen over at once by another node', async () => {
    const opened = await open();
    const [here, there] = [opened, opened.another()];
    const { token } = await plantSession(opened, () => 0);
    expect(await sessionsOn(there.storage).look(token)).not.toBeNull();
    await sessionsOn(here.storage).signOut(token);
    expect(await sessionsOn(there.storage).look(token)).toBeNull();
  });
});

function sessionsOn(storage: Storage) {
  return createSessions({ ...coreDeps(), sessions: storage.sessions, reads: storage.signInReads });
}

function coreDeps() {
  const clock = { now: () => NOW + LATER };
  const keyRing = keyRingFrom(Buffer.alloc(32, 7));
  const methods = createMethods({
    keyRing,
    random: systemRandom,
    instanceName: 'Vestibule',
    origin: 'http://localhost:4000',
    passkeyDomain: 'localhost',
    hashConcurrency: 1,
  });
  const auditor = createAuditor({ sealing: plainSealing, random: systemRandom, clock });
  return { clock, methods, sealing: plainSealing, auditor };
}

/** By the whole snapshot of the account, as pages do. */
async function wholeCheck(storage: Storage, token: string) {
  const now = NOW + LATER;
  const kept = await storage.sessions.byTokenHash(sha256(token));
  const snapshot = kept === null ? null : await storage.signInReads.snapshot(kept.accountId);
  if (kept === null || snapshot === null || sessionLives(kept, now) !== 'live')
    return { outcome: 'over', left: null } as const;
  const facts = accountFacts({ lane: 'unknown', proofLane: null, passwordMeets: 'alone', now }, snapshot, null);
  if (sessionStanding(kept.proofs, facts) === 'insufficient') return { outcome: 'insufficient', left: null } as const;
  return { outcome: 'holds', left: timeLeft(kept, now) } as const;
}

/** A whole number below `sides`; 0 is the plain case everywhere below. */
type Dice = (sides: number) => number;

/** The same throws every time (mulberry32). */
function diceFrom(seed: number): Dice {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** Somebody with a session, of whom anything may be true. `story` tells what, for a failing test. */
async function plantSession({ db, storage }: Opened, dice: Dice) {
  const rarely = (at: number) => (dice(8) === 7 ? at : null);
  const over = {
    disabledAt: rarely(NOW),
    passwordResetByMailAt: rarely(NOW + 1),
    setUpFrozenAt: rarely(NOW),
  };
  const account = await plantAccount(db, over);
  const bound = BOUND[dice(BOUND.length)] ?? [];
  for (const kind of bound) {
    const times = { boundAt: dice(6) === 5 ? NOW + 5 : NOW - 5, revokedAt: rarely(NOW) };
    await db
      .insertInto('authenticators')
      .values(authenticatorRow(authenticator(account.id, { kind, ...times })))
      .execute();
  }
  const places = [];
  for (let place = dice(3); place < 2; place++) places.push(await plantPlace({ db }, account.id, dice));
  if (dice(6) === 5) await plantResetCase(db, account.id, { finished_at: rarely(NOW) });
  if (dice(12) === 11) await db.updateTable('accounts').set({ deleted_at: NOW }).where('id', '=', account.id).execute();
  const methods = PROVED[dice(PROVED.length)] ?? [];
  const token = freshId();
  const times = TIMES[dice(TIMES.length)] ?? {};
  const kept = session(account.id, { tokenHash: sha256(token), proofs: methods.map(proofBy), ...times });
  await storage.signInCommits.commit({ startSession: kept, audit: [] });
  return { token, story: JSON.stringify({ over, bound, places, methods, times }) };
}

async function plantPlace({ db }: Pick<Opened, 'db'>, accountId: Parameters<typeof plantMembership>[1], dice: Dice) {
  const demands = [
    null,
    mandate({ allowedMethods: ALLOWED[dice(ALLOWED.length)] ?? [] }),
    mandate({ passkeyFirst: true }),
    mandate({ dueAt: dice(2) === 0 ? NOW + 2 * LATER : NOW + 1 }),
    mandate({ skips: dice(3) }),
    mandate({ coveredKinds: ['patient'] }),
  ];
  const demanded = demands[dice(demands.length)] ?? null;
  const disabledAt = dice(6) === 5 ? NOW : null;
  const organization = await plantOrganization(db, { mandate: demanded, disabledAt });
  const membership = {
    acceptedAt: dice(6) === 5 ? null : NOW,
    kind: dice(4) === 3 ? ('patient' as const) : ('provider' as const),
  };
  await plantMembership(db, accountId, organization.id, membership);
  return { demanded, disabledAt, membership };
}

const BOUND: readonly (readonly MethodKind[])[] = [
  ['totp'],
  [],
  ['passkey'],
  ['totp', 'passkey', 'recovery-code'],
  ['totp', 'totp'],
  ['recovery-code'],
  ['break-glass-code'],
];

const ALLOWED: readonly (readonly SelectableMethod[])[] = [
  ['totp'],
  ['passkey'],
  ['totp', 'email-code'],
  ['totp', 'passkey', 'recovery-code'],
];

const PROVED: readonly (readonly (MethodKind | 'passkey, unverified')[])[] = [
  ['password', 'totp'],
  ['password'],
  ['password', 'totp', 'email-code'],
  ['password', 'email-code'],
  ['password', 'recovery-code'],
  ['password', 'passkey'],
  ['passkey'],
  ['passkey, unverified'],
  ['password', 'break-glass-code'],
  ['totp'],
  [],
];

const TIMES = [
  {},
  { lastSeenAt: NOW + LATER - MINUTE_MS + 1 },
  { lastSeenAt: NOW + LATER - 1 },
  { idleMs: LATER },
  { idleMs: LATER + 1 },
  { absoluteEndAt: NOW + LATER },
  { endedAt: NOW + 1, endReason: 'stopped' as const },
  { startedAt: NOW - 1_440 * MINUTE_MS },
];

function proofBy(method: MethodKind | 'passkey, unverified'): Proof {
  const userVerified = method === 'passkey';
  const kind = method === 'passkey, unverified' ? 'passkey' : method;
  return { method: kind, authenticatorId: null, at: NOW, userVerified };
}
