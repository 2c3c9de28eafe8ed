import type { AccountOverview } from '../../domain/accounts/run/accounts.ts';
import type { AccountRecord } from '../../domain/accounts/run/ports.ts';
import { fields, isoTime, moment, table } from './text.ts';

/** An account as JSON. */
export function accountJson({ account, address }: AccountRecord) {
  return {
    id: account.id,
    name: account.name,
    address: address.address,
    addressConfirmedAt: isoTime(address.confirmedAt),
    language: account.locale,
    createdAt: isoTime(account.createdAt),
    disabledAt: isoTime(account.disabledAt),
    lastSignInAt: isoTime(account.lastSignInAt),
    setUpFrozenAt: isoTime(account.setUpFrozenAt),
  };
}

/** An account with what belongs to it, as JSON. */
export function overviewJson({ record, memberships, authenticators }: AccountOverview) {
  return {
    ...accountJson(record),
    memberships: memberships.map(({ organization, kind, acceptedAt }) => ({
      organizationId: organization.id,
      organization: organization.name,
      kind,
      acceptedAt: isoTime(acceptedAt),
    })),
    authenticators: authenticators.map(({ id, kind, label, boundAt, lastUsedAt }) => ({
      id,
      kind,
      label,
      boundAt: isoTime(boundAt),
      lastUsedAt: isoTime(lastUsedAt),
    })),
  };
}

/** Whether and why an account can sign in, in a word or two. */
export function accountState({ account }: AccountRecord): string {
  if (account.disabledAt !== null) return 'disabled';
  return account.setUpFrozenAt === null ? 'in force' : 'set-up frozen';
}

/** An account with what belongs to it, for people. */
export function overviewText({ record, memberships, authenticators }: AccountOverview): string {
  const { account, address } = record;
  const about = fields([
    ['Name', account.name],
    ['Address', address.address],
    ['Confirmed', moment(address.confirmedAt)],
    ['Id', account.id],
    ['State', accountState(record)],
    ['Language', account.locale],
    ['Made', moment(account.createdAt)],
    ['Last sign-in', moment(account.lastSignInAt)],
  ]);
  const places = memberships.map((one) => [
    one.organization.name,
    one.kind,
    one.acceptedAt === null ? 'asked' : 'in force',
    one.organization.mandate?.coveredKinds.includes(one.kind) === true ? 'required' : 'no',
  ]);
  const bound = authenticators.map((one) => [one.kind, one.label, moment(one.boundAt), moment(one.lastUsedAt)]);
  return [
    about,
    table(['ORGANIZATION', 'KIND', 'STATE', 'MFA'], places, 'It belongs to no organization.'),
    table(['BOUND', 'LABEL', 'SINCE', 'LAST USED'], bound, 'Nothing is bound: a password is still to be chosen.'),
  ].join('\n');
}
