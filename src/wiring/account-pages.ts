import { describePasskey } from '../domain/methods/passkey/view.ts';
import { combineMandates } from '../domain/organizations/decide/combine.ts';
import type { CombinedMandate } from '../domain/organizations/decide/mandate.ts';
import { signFor, signOf } from '../domain/organizations/decide/sign.ts';
import { rolesOf } from '../domain/roles/decide/permissions.ts';
import { defaultsAmong } from '../domain/self-service/decide/default-method.ts';
import { timeLeft } from '../domain/sessions/decide/lives.ts';
import type { Checked as SessionChecked } from '../domain/sessions/run/check.ts';
import { isSuspended, openBinding } from '../domain/sign-in/run/bindings.ts';
import type { AccountSnapshot, AuthenticatorRow, Visitor } from '../domain/sign-in/run/records.ts';
import type { AccountPages, Checked } from '../edges/pages/account-port.ts';
import type { AccountView, BoundView, PasskeySignal, Person, SecurityView } from '../edges/pages/views/contract.ts';
import { sha256 } from '../platform/hashing.ts';
import type { Instance } from './instance.ts';

/** The account pages over the domain: what each shows of a checked session. */
export function accountPages(instance: Instance): AccountPages {
  return {
    check: async (token) =>
      mapped(instance, await instance.sessions.check(token), (snapshot) => accountView(instance, snapshot)),
    security: async (token, visitor) =>
      mapped(instance, await instance.sessions.check(token), (snapshot) => securityView(instance, snapshot, visitor)),
    look: (token) => instance.sessions.look(token),
    stay: (token) => instance.sessions.stay(token),
    signOut: (token) => instance.sessions.signOut(token),
  };
}

async function mapped<T extends { readonly person: Person }>(
  instance: Instance,
  checked: SessionChecked,
  view: (snapshot: AccountSnapshot) => T | Promise<T>,
): Promise<Checked<T>> {
  if (checked.outcome === 'out') return checked;
  if (checked.outcome === 'insufficient') {
    return { outcome: 'insufficient', address: checked.snapshot.address.address };
  }
  const shown = await view(checked.snapshot);
  const session = timeLeft(checked.session, instance.clock.now());
  return { outcome: 'in', view: { ...shown, person: { ...shown.person, session } } };
}

async function accountView(instance: Instance, snapshot: AccountSnapshot): Promise<AccountView> {
  const mandate = combineMandates(snapshot.memberships, instance.clock.now());
  const party = await instance.storage.parties.byId(null, snapshot.account.id);
  return {
    person: personOf(snapshot, mandate),
    organizations: snapshot.memberships.map((one) => ({ name: signOf(one.organization).name, kind: one.kind })),
    waysBack: waysBack(instance, snapshot),
    console: party !== null && rolesOf(party).length > 0,
  };
}

async function securityView(instance: Instance, snapshot: AccountSnapshot, visitor: Visitor): Promise<SecurityView> {
  const now = instance.clock.now();
  const mandate = combineMandates(snapshot.memberships, now);
  const device =
    visitor.deviceToken === null
      ? null
      : await instance.storage.signInReads.device(sha256(visitor.deviceToken), snapshot.account.id);
  const bound = snapshot.authenticators.filter(({ kind }) => kind === 'totp' || kind === 'passkey');
  const working = bound.filter((row) => !isSuspended(row)).map(({ kind }) => ({ method: kind }));
  const first = defaultsAmong(working, mandate?.allowedMethods ?? null);
  const ofKind = (kind: string) => snapshot.authenticators.filter((row) => row.kind === kind);
  return {
    person: personOf(snapshot, mandate),
    now,
    organizations: mandate?.organizations.map((one) => one.name) ?? [],
    apps: ofKind('totp').map((row) => ({ ...boundView(row), suspended: isSuspended(row) })),
    passkeys: ofKind('passkey').map((row) => ({
      ...boundView(row),
      maySync: describePasskey(openBinding(instance.sealing, row).secret).maySync,
      here: device?.passkeyId === row.id,
    })),
    recoveryCodeSavedAt: ofKind('recovery-code')[0]?.boundAt ?? null,
    emailFallback: emailFallback(instance, snapshot),
    waysBack: waysBack(instance, snapshot),
    addable: {
      app: mandate?.allowedMethods.includes('totp') ?? true,
      passkey: mandate?.allowedMethods.includes('passkey') ?? true,
      recoveryCode: bound.length > 0 && (mandate?.allowedMethods.includes('recovery-code') ?? true),
    },
    asksFirst:
      first.length < 2 ? null : (first.find((one) => one === snapshot.account.preferredMethod) ?? first[0] ?? null),
    signal: signalOf(instance, snapshot),
  };
}

/** Ids as registration gave them out; see `bindPasskey`. */
function signalOf({ config }: Instance, { account, address, authenticators }: AccountSnapshot): PasskeySignal {
  return {
    rpId: config.passkeyDomain,
    userId: Buffer.from(account.id, 'utf8').toString('base64url'),
    allAcceptedCredentialIds: authenticators.flatMap(({ kind, externalId }) =>
      kind === 'passkey' && externalId !== null ? [externalId] : [],
    ),
    name: address.address,
    displayName: account.name,
  };
}

function personOf({ account, address, memberships }: AccountSnapshot, mandate: CombinedMandate | null): Person {
  const support = mandate?.organizations[0]?.support ?? null;
  return { name: account.name, address: address.address, support, sign: signFor(memberships, mandate) };
}

function boundView(row: AuthenticatorRow): BoundView {
  return { id: row.id, label: row.label, boundAt: row.boundAt, lastUsedAt: row.lastUsedAt };
}

/** A mailed code works beside an app or passkey, to a confirmed address, where every organization allows it. */
function emailFallback(instance: Instance, snapshot: AccountSnapshot): boolean {
  const mandate = combineMandates(snapshot.memberships, instance.clock.now());
  const primary = snapshot.authenticators.some((row) => row.kind === 'totp' || row.kind === 'passkey');
  const allowed = mandate === null || mandate.allowedMethods.includes('email-code');
  return primary && allowed && snapshot.address.confirmedAt !== null;
}

/** How many ways to verify there are in all: apps, passkeys, the recovery code, and mail where it may be used. */
function waysBack(instance: Instance, snapshot: AccountSnapshot): number {
  const bound = snapshot.authenticators.filter((row) => row.kind !== 'password' && !isSuspended(row)).length;
  return bound + (emailFallback(instance, snapshot) ? 1 : 0);
}
