import type { Sealing } from '../../../platform/keys.ts';
import { newId } from '../../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { ForeignSecrets } from '../../methods/method.ts';
import type { OrganizationsDeps } from '../../organizations/run/deps.ts';
import type { AuthenticatorRow } from '../../sign-in/run/records.ts';
import type { Place } from '../decide/plan.ts';
import type { CheckedRow } from './check.ts';
import type { ImportedPerson, ImportStore } from './ports.ts';

/** What an import works with. */
export interface ImportDeps extends OrganizationsDeps {
  readonly importStore: ImportStore;
  readonly foreign: ForeignSecrets;
  readonly sealing: Sealing;
  /** A keyed digest: what a row said cannot be found out from it by trying. */
  rowMac(parts: readonly string[]): string;
}

/** Somebody new as the store takes them: an account in force, its memberships accepted, its secrets sealed to it. */
export function personOf(
  deps: ImportDeps,
  by: { readonly runId: string },
  row: CheckedRow,
  places: readonly Place[],
): ImportedPerson {
  const id = newId<AccountId>(deps.random);
  const now = deps.clock.now();
  const account = {
    id,
    name: row.name,
    locale: row.locale,
    createdAt: now,
    disabledAt: null,
    lastSignInAt: null,
    preferredMethod: null,
    setUpFrozenAt: null,
    passwordResetByMailAt: null,
  };
  const address = { ...row.address, confirmedAt: row.addressConfirmed ? now : null };
  const memberships = places.map(({ organization, kind }) => {
    return { accountId: id, organizationId: organization.id, kind, createdAt: now, acceptedAt: now };
  });
  const password = row.password === null ? [] : [bound(deps, id, 'password', '', row.password.secret)];
  const app = row.app === null ? [] : [bound(deps, id, 'totp', row.app.label, row.app.secret)];
  const event = deps.auditor.event({
    name: 'account.imported',
    accountId: id,
    actor: deps.by.id,
    organizationId: places[0]?.organization.id ?? null,
    details: {
      runId: by.runId,
      addressConfirmed: row.addressConfirmed,
      memberships: places.length,
      password: row.password?.form ?? null,
      app: row.app !== null,
    },
  });
  const record = { account, address, auditKeySealed: deps.auditor.newKey(id) };
  return { record, memberships, authenticators: [...password, ...app], event };
}

function bound(
  deps: ImportDeps,
  accountId: AccountId,
  kind: 'password' | 'totp',
  label: string,
  secret: string,
): AuthenticatorRow {
  const id = newId<AuthenticatorId>(deps.random);
  return {
    id,
    accountId,
    kind,
    externalId: null,
    label,
    secretSealed: deps.sealing.seal(secret, `authenticators/${id}/${accountId}`),
    version: 1,
    boundAt: deps.clock.now(),
    lastUsedAt: null,
    revokedAt: null,
  };
}
