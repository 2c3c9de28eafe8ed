import type { AuditEvent, AuditName } from '../../src/domain/audit/decide/event.ts';
import { type Head, headText, type SignedHead } from '../../src/domain/audit/decide/head.ts';
import { chain, type Link } from '../../src/domain/audit/run/chain.ts';
import { BEGINNING, type Place, placeAfter } from '../../src/domain/audit/run/digest.ts';
import type { Seal } from '../../src/domain/audit/run/ports.ts';
import type { EventInput } from '../../src/domain/audit/run/write.ts';
import type { MethodKind } from '../../src/domain/methods/decide/traits.ts';
import { HOUR_MS } from '../../src/platform/kernel/time.ts';
import { newId } from '../../src/platform/random.ts';
import type { Signer } from '../../src/platform/signing.ts';
import type { Made, Maker } from './people.ts';

/** Of all rows, those about the one who is attacked. */
const ATTACKED_SHARE = 0.02;

/** Gives events their places in the chain and signs a head for every hour, as the sealer and the heads do. */
export interface Chainer {
  add(events: readonly AuditEvent[]): { readonly seals: readonly Seal[]; readonly heads: readonly SignedHead[] };
}

/** A chain that begins. */
export function chainer(link: Link, signer: Signer): Chainer {
  let head: Seal | null = null;
  let place: Place = BEGINNING;
  let signedAt = 0;
  return {
    add(events) {
      const seals = chain(link, head, events);
      const heads: SignedHead[] = [];
      for (const [at, seal] of seals.entries()) {
        const event = events[at] as AuditEvent;
        place = placeAfter(place, { seal, event });
        if (event.at < signedAt + HOUR_MS) continue;
        signedAt = event.at;
        heads.push(signed(signer, { kind: 'head', at: event.at, ...place }));
      }
      head = seals.at(-1) ?? head;
      return { seals, heads };
    },
  };
}

function signed(signer: Signer, head: Head): SignedHead {
  return { ...head, keyId: signer.keyId, signature: signer.sign(headText(head, signer.keyId)) };
}

/** What happened between two moments, evenly spread: sign-ins, some of them with wrong answers, and acts of administration. */
export function* events(
  maker: Maker,
  everybody: readonly Made[],
  span: { readonly from: number; readonly until: number; readonly count: number },
): Generator<AuditEvent> {
  const { seeded, clock } = maker;
  const attacked = everybody[3] as Made;
  const step = (span.until - span.from) / (span.count + 1);
  for (let made = 0; made < span.count; ) {
    const about = seeded.chance() < ATTACKED_SHARE ? attacked : (everybody[seeded.below(everybody.length)] as Made);
    const attemptId = newId<string>(seeded);
    for (const told of about === attacked ? ATTACK : storyOf(maker)) {
      if (made === span.count) return;
      made += 1;
      clock.at = Math.floor(span.from + made * step);
      yield eventOf(maker, told, about, told.by === 'agent' ? { by: everybody[1] as Made } : { attemptId });
    }
  }
}

function eventOf(
  { seeded, auditor }: Maker,
  { name, details, by }: Told,
  about: Made,
  how: { readonly by: Made } | { readonly attemptId: string },
): AuditEvent {
  const source = by === 'claimant' ? `203.0.${seeded.below(256)}.${seeded.below(256)}` : null;
  return auditor.event({
    name,
    accountId: about.id,
    actor: 'by' in how ? how.by.id : source === null ? about.id : 'claimant',
    organizationId: 'by' in how ? about.organizationId : null,
    attemptId: 'by' in how ? null : how.attemptId,
    details,
    source,
    browser: 'Firefox on Linux',
    auditKeySealed: about.auditKeySealed,
  });
}

interface Told {
  readonly name: AuditName;
  readonly details: EventInput['details'];
  /** Of a claimant the network address is recorded. */
  readonly by: 'claimant' | 'owner' | 'agent';
}

const ATTACK: readonly Told[] = [
  { name: 'attempt.identified', details: {}, by: 'claimant' },
  { name: 'password.bad', details: { reason: 'mismatch' }, by: 'claimant' },
];
const PASSWORD: readonly Told[] = [
  { name: 'attempt.identified', details: {}, by: 'claimant' },
  { name: 'password.ok', details: {}, by: 'owner' },
];
const proved = (method: MethodKind, acr: string, amr: string): readonly Told[] => [
  { name: 'proof.ok', details: { method }, by: 'owner' },
  { name: 'session.started', details: { acr, amr }, by: 'claimant' },
];
const BY_APP = proved('totp', 'aal2', 'pwd otp mfa');
const BY_PASSKEY = proved('passkey', 'phr', 'pwd pop user mfa');
const BY_MAIL = proved('email-code', 'two-step', 'pwd email');
const wrong = (method: MethodKind): Told => ({
  name: 'proof.bad',
  details: { method, reason: 'mismatch' },
  by: 'owner',
});
const SET_UP: readonly Told[] = [
  { name: 'authenticator.bound', details: { method: 'totp' }, by: 'owner' },
  { name: 'set-up.finished', details: {}, by: 'owner' },
];
const RESET: readonly Told[] = [
  { name: 'reset.opened', details: { caseId: 'population' }, by: 'agent' },
  { name: 'reset.carried-out', details: { caseId: 'population' }, by: 'agent' },
];
const CHANGED: readonly Told[] = [{ name: 'member.kind-changed', details: { kind: 'staff' }, by: 'agent' }];

function storyOf({ seeded }: Maker): readonly Told[] {
  const chance = seeded.chance();
  if (chance < 0.45) return [...PASSWORD, ...BY_APP];
  if (chance < 0.65) return [...PASSWORD, ...BY_PASSKEY];
  if (chance < 0.7) return [...PASSWORD, ...BY_MAIL];
  if (chance < 0.83) return [...PASSWORD, wrong('totp'), ...BY_APP];
  if (chance < 0.85) return [...PASSWORD, wrong('email-code'), ...BY_MAIL];
  if (chance < 0.95) return [...PASSWORD, ...SET_UP];
  return chance < 0.97 ? RESET : CHANGED;
}
