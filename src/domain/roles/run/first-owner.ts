import { sha256 } from '../../../platform/hashing.ts';
import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import { DAY_MS, type EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { Sealing } from '../../../platform/keys.ts';
import { newId, newToken } from '../../../platform/random.ts';
import type { AccountId, Locale } from '../../accounts/decide/account.ts';
import { canonicalAddress } from '../../accounts/run/address.ts';
import { insertAccount } from '../../accounts/run/admit.ts';
import { passwordRow, secretOf } from '../../accounts/run/password.ts';
import type { AccountWrites, Address } from '../../accounts/run/ports.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { PasswordProblem, Passwords } from '../../methods/method.ts';
import type { Mandate, Organization } from '../../organizations/decide/mandate.ts';
import { type ActDeps, act } from '../../organizations/run/act.ts';
import { withAccepted } from '../../organizations/run/fit.ts';
import { newOrganization } from '../../organizations/run/manage.ts';
import { detailsOf } from '../../organizations/run/mandates.ts';
import type { MandateStore, MembershipWrites, OrganizationStore } from '../../organizations/run/ports.ts';
import { readableLine, usualMandate } from '../../organizations/run/terms.ts';
import { SYSTEM } from './actor.ts';
import type { SetupLinks } from './ports.ts';

/** How long the link to the first owner lives. */
const LINK_LIFETIME_MS = DAY_MS;

/** What whoever opens the link types. */
export interface Beginning {
  /** The name of the organization that runs the installation. */
  readonly organization: string;
  readonly name: string;
  readonly address: string;
  readonly password: string;
  readonly locale: Locale;
}

/** Why there is no first owner yet. */
export type BeginningRefusal =
  /** The link was used or replaced, or is over; or somebody is here already. */
  | { readonly reason: 'over' }
  | { readonly reason: 'organization-malformed' | 'name-malformed' | 'address-malformed' }
  | { readonly reason: 'password-refused'; readonly problem: PasswordProblem }
  /** The queue of password hashes is full. */
  | { readonly reason: 'busy'; readonly retryAfterMs: number };

/** How the first owner comes: by a link that only whoever starts the server sees. There is no default account (ASVS 6.3.2). */
export interface FirstOwner {
  /** Makes a link in place of an earlier one. Null: there was an account or an organization before. */
  link(): Promise<{ readonly path: string; readonly expiresAt: EpochMs } | null>;
  /** Fewest characters of the password to choose; null: the link opens nothing. Never writes. */
  look(token: string): Promise<{ readonly minimum: number } | null>;
  /** Makes the operator's organization, which requires MFA, and its first owner. Signs nobody in. */
  begin(token: string, typed: Beginning): Promise<Result<{ readonly accountId: AccountId }, BeginningRefusal>>;
}

/** What the first owner's coming needs. */
export interface FirstOwnerDeps extends Omit<ActDeps, 'by'> {
  readonly setupLinks: SetupLinks;
  readonly organizations: Pick<OrganizationStore, 'insert'>;
  readonly mandates: Pick<MandateStore, 'put'>;
  readonly membershipWrites: Pick<MembershipWrites, 'insert'>;
  readonly accountWrites: AccountWrites;
  readonly passwords: Passwords;
  readonly sealing: Sealing;
}

/** Lets the first owner in. */
export function createFirstOwner(deps: FirstOwnerDeps): FirstOwner {
  return {
    link: () => makeLink(deps),
    async look(token) {
      // Their organization requires MFA from the start, so the password never stands alone.
      return (await liveLink(deps, token)) === null ? null : { minimum: deps.passwords.minimum(false) };
    },
    begin: (token, typed) => begin(deps, token, typed),
  };
}

function makeLink(deps: FirstOwnerDeps) {
  return act(deps, async (tx) => {
    if (!(await deps.setupLinks.nobodyYet(tx))) return null;
    const token = newToken(deps.random);
    const createdAt = deps.clock.now();
    const expiresAt = createdAt + LINK_LIFETIME_MS;
    const id = newId<string>(deps.random);
    await deps.setupLinks.replace(tx, { id, tokenHash: sha256(token), createdAt, expiresAt, usedAt: null });
    const about = { accountId: null, actor: SYSTEM.id, details: {} };
    await deps.acts.audit(tx, deps.auditor.event({ name: 'setup-link.made', ...about }));
    return { path: `/setup/${token}`, expiresAt };
  });
}

async function begin(
  deps: FirstOwnerDeps,
  token: string,
  typed: Beginning,
): Promise<Result<{ readonly accountId: AccountId }, BeginningRefusal>> {
  const link = await liveLink(deps, token);
  if (link === null) return refused({ reason: 'over' });
  const checked = checkedBeginning(typed);
  if (!checked.ok) return checked;
  const { name, address } = checked.value;
  const now = deps.clock.now();
  const about = { name: checked.value.organization, kind: 'operator', support: null } as const;
  const mandate = usualMandate(now);
  const organization = { ...newOrganization(deps, about), mandate };
  const owner = { name, address: address.address, memberships: withAccepted([], organization, 'admin', now) };
  const secret = await secretOf(deps, owner, typed.password);
  if (!secret.ok) return passwordRefused(secret.error);
  return act(deps, async (tx) => {
    const first = await deps.setupLinks.nobodyYet(tx);
    if (!first || !(await deps.setupLinks.use(tx, link.id, now))) return refused({ reason: 'over' });
    const newcomer = { name, address, locale: typed.locale, secret: secret.value };
    return ok({ accountId: await settle(deps, tx, organization, mandate, newcomer) });
  });
}

/** Who is to be the first owner, with a password that was checked and hashed. */
interface Newcomer {
  readonly name: string;
  readonly address: Address;
  readonly locale: Locale;
  readonly secret: string;
}

async function settle(
  deps: FirstOwnerDeps,
  tx: Tx,
  organization: Organization,
  mandate: Mandate,
  newcomer: Newcomer,
): Promise<AccountId> {
  const now = deps.clock.now();
  const { account } = await insertAccount(deps, tx, newcomer, newcomer.locale);
  const place = { accountId: account.id, organizationId: organization.id, kind: 'admin' } as const;
  await deps.organizations.insert(tx, organization);
  await deps.mandates.put(tx, organization.id, mandate, account.id);
  await deps.membershipWrites.insert(tx, { ...place, createdAt: now, acceptedAt: now });
  await deps.accountWrites.addAuthenticator(tx, passwordRow(deps, account.id, newcomer.secret));
  const by = 'setup-link';
  const note = (name: AuditName, accountId: AccountId | null, details: AuditDetails) =>
    deps.acts.audit(
      tx,
      deps.auditor.event({ name, accountId, actor: account.id, organizationId: organization.id, details }),
    );
  await note('organization.created', null, { by, kind: organization.kind });
  await note('mfa.granted', null, { by, ...detailsOf(mandate) });
  await note('account.created', account.id, { by, kind: place.kind, addressConfirmed: false });
  return account.id;
}

/** The names and the address in the form that is stored. Nobody has shown yet that they read that mailbox. */
function checkedBeginning(
  typed: Beginning,
): Result<{ organization: string; name: string; address: Address }, BeginningRefusal> {
  const organization = readableLine(typed.organization);
  if (organization === null) return refused({ reason: 'organization-malformed' });
  const name = readableLine(typed.name);
  if (name === null) return refused({ reason: 'name-malformed' });
  const address = canonicalAddress(typed.address);
  if (!address.ok) return refused({ reason: 'address-malformed' });
  return ok({ organization, name, address: { ...address.value, confirmedAt: null } });
}

function passwordRefused(
  error: Extract<Awaited<ReturnType<typeof secretOf>>, { readonly ok: false }>['error'],
): Result<never, BeginningRefusal> {
  if (error.reason === 'busy') return refused(error);
  if (error.reason === 'password-refused') return refused({ reason: error.reason, problem: error.problem });
  throw new Error(`a password was refused because of ${error.reason}`);
}

async function liveLink(deps: FirstOwnerDeps, token: string) {
  const link = await deps.setupLinks.byTokenHash(sha256(token));
  if (link === null || link.usedAt !== null || link.expiresAt <= deps.clock.now()) return null;
  return (await deps.setupLinks.nobodyYet(null)) ? link : null;
}
