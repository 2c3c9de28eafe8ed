import fc from 'fast-check';
import { type AccountId, MEMBER_KINDS, type MemberKind } from '../../domain/accounts/decide/account.ts';
import type { Mandate, Organization } from '../../domain/organizations/decide/mandate.ts';
import { bindingContext } from '../../domain/sign-in/run/bindings.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
import { authenticatorRow } from '../sql/rows.ts';
import type { Db } from '../sql/tx.ts';
import { plainSealing } from './engines.ts';
import {
  authenticator,
  freshId,
  mandate,
  NOW,
  plantAccount,
  plantMembership,
  plantOrganization,
  plantResetCase,
} from './fixtures.ts';

/** People of every sort that a dry run tells apart, with times on both sides of each limit. */

/** Days before now; half of them beyond the 90 after which somebody is dormant. */
const daysAgo = fc.constantFrom(0, 1, 89, 90, 91, 200).map((days) => NOW - days * DAY_MS);
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 8 });
const kind = fc.constantFrom<MemberKind>(...MEMBER_KINDS);
const soon = fc.constantFrom(NOW - 1, NOW, NOW + 1);

const boundArbitrary = fc.record({
  kind: fc.constantFrom('totp', 'passkey', 'recovery-code', 'break-glass-code' as const),
  boundAt: daysAgo,
  lastUsedAt: fc.option(daysAgo, { nil: null }),
  revokedAt: rarely(daysAgo),
  suspendedAt: rarely(daysAgo),
  failures: fc.constantFrom(0, 0, 99, 100),
});

const boundList = fc.uniqueArray(boundArbitrary, {
  // One live recovery code is all that there can be.
  selector: ({ kind: method, revokedAt, boundAt }) =>
    method === 'recovery-code' && revokedAt === null ? method : `${method} ${boundAt} ${revokedAt}`,
  maxLength: 4,
});

const personArbitrary = fc.record({
  kind,
  acceptedAt: fc.constantFrom(NOW, NOW, NOW, NOW, null),
  skipsUsed: fc.nat(2),
  elsewhere: fc.uniqueArray(fc.record({ place: fc.nat(3), kind, skipsUsed: fc.nat(2), accepted: fc.boolean() }), {
    selector: ({ place }) => place,
    maxLength: 2,
  }),
  disabledAt: rarely(daysAgo),
  createdAt: daysAgo,
  lastSignInAt: fc.option(daysAgo, { nil: null }),
  setUpFrozenAt: rarely(daysAgo),
  passwordResetByMailAt: rarely(daysAgo),
  confirmedAt: fc.option(daysAgo, { nil: null }),
  password: fc.constantFrom('alone', 'with-mfa', 'nothing', 'compromised', null),
  // Many have nothing yet: what they would meet depends on most of the rest.
  bound: fc.option(boundList, { nil: undefined, freq: 1 }),
  resets: fc.uniqueArray(
    fc.record({
      carried_out_at: fc.option(daysAgo, { nil: null, freq: 6 }),
      finished_at: rarely(daysAgo),
      vetoed_at: rarely(daysAgo),
      cancelled_at: rarely(daysAgo),
      pass_hash: fc.constantFrom('hash', null),
      pass_expires_at: soon,
    }),
    { selector: ({ carried_out_at }) => carried_out_at, maxLength: 2 },
  ),
  invitations: fc.uniqueArray(
    fc.record({ code_hash: fc.constantFrom('hash', null), created_at: daysAgo, expires_at: soon }),
    { selector: ({ created_at }) => created_at, maxLength: 2 },
  ),
});

type Person = typeof personArbitrary extends fc.Arbitrary<infer T> ? T : never;

const ALLOWED = ['totp', 'passkey', 'email-code', 'recovery-code'] as const;

const mandateArbitrary: fc.Arbitrary<Mandate> = fc
  .record({
    coveredKinds: fc.subarray([...MEMBER_KINDS]),
    allowedMethods: fc.subarray([...ALLOWED]),
    dueAt: fc.option(soon, { nil: null }),
    skips: fc.nat(2),
    setUpProof: fc.constantFrom('none', 'mailed-code', 'invitation-code' as const),
    passkeyFirst: fc.boolean(),
    passAfterReset: fc.boolean(),
  })
  .map((terms) => mandate(terms.dueAt === null ? terms : { ...terms, skips: 0 }));

/** Mandates to try; the same from the same seed. */
export function mandatesFrom(seed: number, count: number): readonly Mandate[] {
  return fc.sample(mandateArbitrary, { seed, numRuns: count });
}

/** Plants people of one organization, some of them in others as well. The same from the same seed, but for their ids. */
export async function plantPeople(db: Db, seed: number, count: number): Promise<Organization> {
  const clinic = await plantOrganization(db, { mandate: mandate() });
  const others = [
    await plantOrganization(db, { mandate: mandate({ grantedAt: NOW - 1, allowedMethods: ['passkey'] }) }),
    await plantOrganization(db, { mandate: mandate({ skips: 1, coveredKinds: ['staff', 'patient'] }) }),
    await plantOrganization(db, { mandate: mandate(), disabledAt: NOW }),
    await plantOrganization(db),
  ];
  for (const person of fc.sample(personArbitrary, { seed, numRuns: count })) await plant(db, clinic, others, person);
  return clinic;
}

async function plant(db: Db, clinic: Organization, others: readonly Organization[], person: Person): Promise<void> {
  const { id } = await plantAccount(db, {
    disabledAt: person.disabledAt,
    createdAt: person.createdAt,
    lastSignInAt: person.lastSignInAt,
    setUpFrozenAt: person.setUpFrozenAt,
    passwordResetByMailAt: person.passwordResetByMailAt,
    confirmedAt: person.confirmedAt,
  });
  await plantMembership(db, id, clinic.id, person);
  for (const { place, accepted, ...membership } of person.elsewhere) {
    const acceptedAt = accepted ? NOW : null;
    await plantMembership(db, id, (others[place] as Organization).id, { ...membership, acceptedAt });
  }
  const bound = (person.bound ?? []).map(({ failures, ...one }) => ({
    ...authenticatorRow(authenticator(id, one)),
    failures,
  }));
  const rows = [...bound, ...passwordRows(id, person.password)];
  if (rows.length > 0) await db.insertInto('authenticators').values(rows).execute();
  for (const one of person.resets) await plantResetCase(db, id, one);
  for (const one of person.invitations) {
    const invitation = {
      id: freshId(),
      token_hash: freshId(),
      account_id: id,
      organization_id: clinic.id,
      used_at: null,
    };
    await db
      .insertInto('invitations')
      .values({ ...invitation, ...one, purpose: 'join' })
      .execute();
  }
}

function passwordRows(accountId: AccountId, password: Person['password']) {
  if (password === null) return [];
  const row = authenticator(accountId, { kind: 'password' });
  const secret = JSON.stringify({ hash: '', keyId: null, meets: password === 'compromised' ? 'alone' : password });
  const secretSealed = plainSealing.seal(secret, bindingContext(row.id, accountId));
  return [
    {
      ...authenticatorRow({ ...row, secretSealed }),
      failures: 0,
      compromised_at: password === 'compromised' ? NOW : null,
    },
  ];
}
