import type {
  AccountId,
  AuthenticatorId,
  MemberKind,
  OrganizationId,
} from '../../src/domain/accounts/decide/account.ts';
import type { Auditor } from '../../src/domain/audit/run/write.ts';
import type { ImportedPerson } from '../../src/domain/import/run/ports.ts';
import type { MethodKind } from '../../src/domain/methods/decide/traits.ts';
import type { Organization } from '../../src/domain/organizations/decide/mandate.ts';
import { usualMandate } from '../../src/domain/organizations/run/terms.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import type { Sealing } from '../../src/platform/keys.ts';
import { newId, newToken } from '../../src/platform/random.ts';
import { ASKING, ATTACKED, CAST, LARGEST, OPERATOR } from './cast.ts';
import type { Seeded } from './seeded.ts';

/** What people and events are made with. */
export interface Maker {
  readonly seeded: Seeded;
  readonly auditor: Auditor;
  readonly sealing: Sealing;
  /** The moment that things are made at; moved by whoever makes them. */
  readonly clock: { at: EpochMs };
  /** What the bindings of everybody hold. */
  readonly secrets: Readonly<Record<'password' | 'totp' | 'passkey' | 'recovery-code', string>>;
}

/** Somebody, as far as others need to know. */
export interface Made {
  readonly id: AccountId;
  readonly auditKeySealed: string;
  readonly organizationId: OrganizationId;
  readonly kind: MemberKind;
}

const PEOPLE_OF_AN_ORGANIZATION = 100;
const YEAR_MS = 365 * DAY_MS;
/** Of all people, those in the largest organization. */
const LARGEST_SHARE = 0.2;
const FIRST = [
  'Amara',
  'Olu',
  'José',
  'Zoë',
  'Ngozi',
  'Maria',
  'Ahmed',
  'Łucja',
  'Wei',
  'Priya',
  'Tom',
  'Ines',
] as const;
const LAST = [
  'Okafor',
  'Nwosu',
  'García',
  'Müller',
  'Chen',
  'Iyer',
  'Smith',
  'Novak',
  'Haddad',
  'Silva',
  'Berg',
] as const;
const PLACES = [
  'Oakdale',
  'Hillside',
  'Lakeview',
  'Northgate',
  'Elm Street',
  'Harbor',
  'Saint Anne',
  'Valley',
] as const;

/** The operator's, the largest, and one for each hundred people. Every tenth has no mandate, every fiftieth asks for one. */
export function organizations({ seeded, clock }: Maker, accounts: number): readonly Organization[] {
  const count = Math.max(3, Math.round(accounts / PEOPLE_OF_AN_ORGANIZATION));
  return Array.from({ length: count }, (_, number) => ({
    id: newId<OrganizationId>(seeded),
    name: number === 0 ? OPERATOR : number === 1 ? LARGEST : `${seeded.pick(PLACES)} Clinic ${number}`,
    kind: number === 0 ? 'operator' : 'clinic',
    support: `help${number}@clinic.example`,
    idleMs: 30 * MINUTE_MS,
    absoluteMs: 12 * HOUR_MS,
    passwordPreset: 'nist',
    createdAt: clock.at,
    disabledAt: null,
    mandate: number < 2 || number % 10 !== 0 ? usualMandate(clock.at) : null,
  }));
}

/** One after another, the cast first. */
export function* people(maker: Maker, places: readonly Organization[], count: number): Generator<ImportedPerson> {
  const [operator, largest] = places as readonly [Organization, Organization, ...Organization[]];
  yield person(maker, 'Robin Owner', CAST.owner, [[operator, 'admin']], 'full');
  yield person(maker, 'Sam Support', CAST.support, [[operator, 'staff']], 'full');
  yield person(maker, 'Alex Admin', CAST['organization-admin'], [[largest, 'admin']], 'full');
  yield person(maker, 'Dana Attacked', ATTACKED, [[largest, 'provider']], 'full');
  yield person(maker, 'Ola Asking', CAST['asking-admin'], [[places[ASKING] ?? largest, 'admin']], 'full');
  for (let number = 5; number < count; number++) yield passerBy(maker, places, number);
}

function passerBy(maker: Maker, places: readonly Organization[], number: number): ImportedPerson {
  const { seeded } = maker;
  const [, largest, ...others] = places as readonly [Organization, Organization, Organization, ...Organization[]];
  const home = seeded.chance() < LARGEST_SHARE ? largest : seeded.pick([others[0] ?? largest, ...others]);
  const second = seeded.chance() < 0.1 ? seeded.pick([others[0] ?? largest, ...others]) : home;
  const kind = kindOf(seeded.chance());
  const belongs: readonly Belonging[] =
    second === home
      ? [[home, kind]]
      : [
          [home, kind],
          [second, 'provider'],
        ];
  const [first, last] = [seeded.pick(FIRST), seeded.pick(LAST)];
  const local = `${first}.${last}`
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z.]/g, '')
    .toLowerCase();
  const address = `${local}.${number}@clinic${number % 997}.example`;
  return person(maker, `${first} ${last}`, address, belongs, seeded.chance() < 0.7 ? 'some' : 'none');
}

type Belonging = readonly [Organization, MemberKind];

function kindOf(chance: number): MemberKind {
  return chance < 0.02 ? 'admin' : chance < 0.3 ? 'staff' : chance < 0.8 ? 'provider' : 'patient';
}

function person(
  maker: Maker,
  name: string,
  address: string,
  belongs: readonly Belonging[],
  setUp: 'full' | 'some' | 'none',
): ImportedPerson {
  const { seeded, auditor, clock } = maker;
  const id = newId<AccountId>(seeded);
  const now = clock.at;
  const some = setUp === 'some';
  const kinds: readonly (keyof Maker['secrets'])[] = [
    'password',
    ...(setUp === 'full' || (some && seeded.chance() < 0.8) ? (['totp'] as const) : []),
    ...(some && seeded.chance() < 0.3 ? (['passkey'] as const) : []),
    ...(some && seeded.chance() < 0.6 ? (['recovery-code'] as const) : []),
  ];
  return {
    record: {
      account: {
        id,
        name,
        locale: seeded.chance() < 0.8 ? 'en' : 'es',
        createdAt: now,
        disabledAt: setUp !== 'full' && seeded.chance() < 0.02 ? now : null,
        // Somewhere in the year: whoever has not come for 90 days is asked for more.
        lastSignInAt: seeded.chance() < 0.8 ? now + seeded.below(YEAR_MS) : null,
        preferredMethod: null,
        setUpFrozenAt: null,
        passwordResetByMailAt: null,
      },
      address: { address, canonical: address, confirmedAt: now },
      auditKeySealed: auditor.newKey(id),
    } as ImportedPerson['record'],
    memberships: belongs.map(([{ id: organizationId }, kind]) => {
      const acceptedAt = setUp === 'full' || seeded.chance() < 0.95 ? now : null;
      return { accountId: id, organizationId, kind, createdAt: now, acceptedAt };
    }),
    authenticators: kinds.map((kind) => authenticator(maker, id, kind)),
    event: auditor.event({
      name: 'account.imported',
      accountId: id,
      actor: 'system',
      organizationId: belongs[0]?.[0].id ?? null,
      details: { runId: 'population', memberships: belongs.length },
    }),
  };
}

function authenticator({ seeded, sealing, clock, secrets }: Maker, accountId: AccountId, kind: keyof Maker['secrets']) {
  const id = newId<AuthenticatorId>(seeded);
  return {
    id,
    accountId,
    kind: kind satisfies MethodKind,
    externalId: kind === 'passkey' ? newToken(seeded) : null,
    label: kind === 'totp' ? 'Authenticator app' : kind === 'passkey' ? 'Chrome on Windows' : '',
    secretSealed: sealing.seal(secrets[kind], `authenticators/${id}/${accountId}`),
    version: 1,
    boundAt: clock.at,
    lastUsedAt: seeded.chance() < 0.9 ? clock.at + seeded.below(YEAR_MS) : null,
    revokedAt: null,
  };
}
