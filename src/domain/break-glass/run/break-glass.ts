import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import { canonicalAddress } from '../../accounts/run/address.ts';
import { insertAccount } from '../../accounts/run/admit.ts';
import type { AccountsDeps } from '../../accounts/run/deps.ts';
import { passwordRow } from '../../accounts/run/password.ts';
import type { AccountRecord } from '../../accounts/run/ports.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { SealedCodes } from '../../methods/method.ts';
import { administer } from '../../organizations/run/act.ts';
import type { OrganizationStore } from '../../organizations/run/ports.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import { readableLine } from '../../organizations/run/terms.ts';
import type { AccountCuts } from '../../recovery/run/ports.ts';
import { newAuthenticator } from '../../sign-in/run/bindings.ts';
import { expiryOf, type SealState, sealStateOf } from '../decide/seal.ts';
import type { BreakGlassAccount, BreakGlassStore, BreakGlassUse } from './ports.ts';

/** A break-glass account to be. The address is what it signs in with; alarms go to the owners. */
export interface NewBreakGlass {
  readonly name: string;
  readonly address: string;
  /** How long the codes are good. */
  readonly days: number;
}

/** What goes into the two envelopes: shown once, kept nowhere. */
export interface Envelopes {
  readonly accountId: AccountId;
  readonly address: string;
  readonly expiresAt: EpochMs;
  /** The first half, with the address. Typed exactly so. */
  readonly password: string;
  /** The second half. */
  readonly code: string;
}

/** Break-glass accounts and what became of them. */
export interface BreakGlassOverview {
  readonly accounts: readonly (BreakGlassAccount & { readonly state: SealState })[];
  readonly uses: readonly (Omit<BreakGlassUse, 'noteSealed'> & { readonly note: string | null })[];
}

/** What owners do with break-glass accounts (45 CFR 164.312(a)(2)(ii)). */
export interface BreakGlass {
  create(input: NewBreakGlass): Promise<Result<Envelopes, Refusal>>;
  /** New codes in place of the old, used or not. A session that the old ones opened ends. */
  renew(id: AccountId, days: number): Promise<Result<Envelopes, Refusal>>;
  /** Disables the account and voids its codes; its session ends. */
  revoke(id: AccountId): Promise<Result<void, Refusal>>;
  /** Somebody who is no break-glass account writes down what a use was for. */
  review(useId: string, note: string): Promise<Result<void, Refusal>>;
  overview(): Promise<BreakGlassOverview>;
}

/** What it works with. */
export interface BreakGlassDeps extends Omit<AccountsDeps, 'organizations'> {
  readonly breakGlass: BreakGlassStore;
  readonly organizations: Pick<OrganizationStore, 'byId' | 'list'>;
  readonly accountCuts: Pick<AccountCuts, 'revoke' | 'revokePasswords'>;
  readonly sealedCodes: SealedCodes;
}

const MANAGE = ['break-glass.manage', { kind: 'everything' }] as const;
const NOTE_LENGTH_MAX = 1_000;

/** Break-glass accounts for owners. */
export function createBreakGlass(deps: BreakGlassDeps): BreakGlass {
  return {
    create: (input) => create(deps, input),
    renew: (id, days) => renew(deps, id, days),
    revoke: (id) => revoke(deps, id),
    review: (useId, note) => review(deps, useId, note),
    overview: () => overview(deps),
  };
}

async function create(deps: BreakGlassDeps, input: NewBreakGlass): Promise<Result<Envelopes, Refusal>> {
  const name = readableLine(input.name);
  if (name === null) return because('name-malformed');
  const address = canonicalAddress(input.address);
  if (!address.ok) return because('address-malformed');
  const halves = await makeHalves(deps, input.days);
  if (!halves.ok) return halves;
  return administer(deps, MANAGE, async (tx) => {
    const organizationId = await operatorId(deps, tx);
    if (organizationId === null) return because('organization-unknown');
    if ((await deps.accounts.byCanonical(tx, address.value.canonical)) !== null) return because('address-taken');
    // Nobody confirms it: a mailbox must not be able to replace the first half.
    const record = await insertAccount(deps, tx, { name, address: { ...address.value, confirmedAt: null } });
    const { id } = record.account;
    const createdAt = deps.clock.now();
    const place = { accountId: id, organizationId, kind: 'admin', createdAt, acceptedAt: createdAt } as const;
    await deps.membershipWrites.insert(tx, place);
    await note(deps, tx, 'account.created', id, { by: 'break-glass', kind: place.kind, addressConfirmed: false });
    return ok(await seal(deps, tx, 'break-glass.made', record, halves.value));
  });
}

async function renew(deps: BreakGlassDeps, id: AccountId, days: number): Promise<Result<Envelopes, Refusal>> {
  const halves = await makeHalves(deps, days);
  if (!halves.ok) return halves;
  return administer(deps, MANAGE, async (tx) => {
    const record = await deps.accounts.byId(tx, id);
    const account = await accountOf(deps, tx, id);
    if (record === null || account === null || account.revokedAt !== null) return because('account-unknown');
    await takeAway(deps, tx, id, 'password-changed');
    return ok(await seal(deps, tx, 'break-glass.renewed', record, halves.value));
  });
}

function revoke(deps: BreakGlassDeps, id: AccountId): Promise<Result<void, Refusal>> {
  return administer(deps, MANAGE, async (tx) => {
    const account = await accountOf(deps, tx, id);
    if (account === null) return because('account-unknown');
    if (account.revokedAt !== null) return because('unchanged');
    const now = deps.clock.now();
    await deps.accountWrites.setDisabled(tx, id, now);
    await deps.breakGlass.revoke(tx, id, now);
    const ended = await takeAway(deps, tx, id, 'disabled');
    await note(deps, tx, 'break-glass.revoked', id, ended);
    return ok(undefined);
  });
}

function review(deps: BreakGlassDeps, useId: string, typed: string): Promise<Result<void, Refusal>> {
  return administer(deps, MANAGE, async (tx) => {
    const text = typed.trim().slice(0, NOTE_LENGTH_MAX);
    if (text === '') return because('note-missing');
    const use = (await deps.breakGlass.uses(tx)).find(({ id }) => id === useId);
    const record = use === undefined ? null : await deps.accounts.byId(tx, use.accountId);
    if (use === undefined || record === null) return because('account-unknown');
    // Whoever broke the glass does not say themselves that it was in order.
    const byEmergency = (await deps.breakGlass.accounts(tx)).some(({ accountId }) => accountId === deps.by.id);
    if (byEmergency) return because('own-account');
    const { auditKeySealed } = record;
    const noteSealed = deps.auditor.sealFor(use.accountId, auditKeySealed, text, noteContext(useId));
    const done = await deps.breakGlass.review(tx, useId, { by: deps.by.id, at: deps.clock.now(), noteSealed });
    if (!done) return because('unchanged');
    const about = { accountId: use.accountId, actor: deps.by.id, details: { use: useId }, text, auditKeySealed };
    await deps.acts.audit(tx, deps.auditor.event({ name: 'break-glass.reviewed', ...about }));
    return ok(undefined);
  });
}

async function overview(deps: BreakGlassDeps): Promise<BreakGlassOverview> {
  const now = deps.clock.now();
  const accounts = await deps.breakGlass.accounts(null);
  const uses = await deps.breakGlass.uses(null);
  const keys = new Map<AccountId, string | null>();
  for (const { accountId } of uses) {
    if (!keys.has(accountId)) keys.set(accountId, (await deps.accounts.byId(null, accountId))?.auditKeySealed ?? null);
  }
  return {
    accounts: accounts.map((one) => ({ ...one, state: sealStateOf(one, now) })),
    uses: uses.map(({ noteSealed, ...use }) => {
      const key = keys.get(use.accountId) ?? null;
      const readable = noteSealed !== null && key !== null;
      const note = readable ? deps.auditor.openFor(use.accountId, key, noteSealed, noteContext(use.id)) : null;
      return { ...use, note };
    }),
  };
}

/** Both halves, with the secrets that are stored of them. */
interface Halves {
  readonly password: string;
  readonly passwordSecret: string;
  readonly code: string;
  readonly codeSecret: string;
  readonly expiresAt: EpochMs;
}

/** A password is hashed, which is slow: never inside a transaction. */
async function makeHalves(deps: BreakGlassDeps, days: number): Promise<Result<Halves, Refusal>> {
  const expiresAt = expiryOf(days, deps.clock.now());
  if (expiresAt === null) return because('expiry-out-of-range');
  const [password, code] = [deps.sealedCodes.generate(), deps.sealedCodes.generate()];
  const made = await deps.passwords.secretFor(password);
  if (made.outcome === 'busy') return refused({ reason: 'busy', retryAfterMs: made.retryAfterMs });
  const codeSecret = deps.sealedCodes.secretFor(code, expiresAt);
  return ok({ password, passwordSecret: made.secret, code, codeSecret, expiresAt });
}

async function seal(
  deps: BreakGlassDeps,
  tx: Tx,
  name: Extract<AuditName, 'break-glass.made' | 'break-glass.renewed'>,
  { account: { id }, address }: AccountRecord,
  { password, passwordSecret, code, codeSecret, expiresAt }: Halves,
): Promise<Envelopes> {
  const madeAt = deps.clock.now();
  await deps.accountWrites.addAuthenticator(tx, passwordRow(deps, id, passwordSecret));
  const binding = { externalId: null, label: '', secret: codeSecret };
  await deps.accountWrites.addAuthenticator(tx, newAuthenticator(deps, id, 'break-glass-code', binding, madeAt));
  await deps.breakGlass.seal(tx, { accountId: id, madeBy: deps.by.id, madeAt, expiresAt });
  await note(deps, tx, name, id, { expiresAt });
  return { accountId: id, address: address.address, expiresAt, password, code };
}

/** Ends what the halves opened, and the halves. Attempts and sessions first: a sign-in that is just finishing has then lost. */
async function takeAway(deps: BreakGlassDeps, tx: Tx, id: AccountId, reason: 'disabled' | 'password-changed') {
  const now = deps.clock.now();
  const ended = await deps.accountWrites.endAccess(tx, id, now, reason);
  await deps.accountCuts.revoke(tx, id, 0, now);
  await deps.accountCuts.revokePasswords(tx, id, 0, now);
  return ended;
}

async function accountOf(deps: BreakGlassDeps, tx: Tx, id: AccountId): Promise<BreakGlassAccount | null> {
  return (await deps.breakGlass.accounts(tx)).find(({ accountId }) => accountId === id) ?? null;
}

/** The operator's oldest organization that is in force. */
async function operatorId(deps: BreakGlassDeps, tx: Tx): Promise<OrganizationId | null> {
  const all = await deps.organizations.list(tx);
  const operators = all.filter(({ kind, disabledAt }) => kind === 'operator' && disabledAt === null);
  return operators.toSorted((a, b) => a.createdAt - b.createdAt)[0]?.id ?? null;
}

function noteContext(useId: string): string {
  return `break-glass-uses/${useId}/note`;
}

function note(deps: BreakGlassDeps, tx: Tx, name: AuditName, accountId: AccountId, details: AuditDetails) {
  return deps.acts.audit(tx, deps.auditor.event({ name, accountId, actor: deps.by.id, details }));
}
