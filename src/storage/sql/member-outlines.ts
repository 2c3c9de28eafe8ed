import { sql } from 'kysely';
import type { AccountId, MemberKind } from '../../domain/accounts/decide/account.ts';
import type { MemberOutline, OutlinedAuthenticator } from '../../domain/dry-run/decide/outline.ts';
import type { MemberReads } from '../../domain/dry-run/run/ports.ts';
import { METHOD_KINDS, type MethodKind, TRAITS } from '../../domain/methods/decide/traits.ts';
import type { Membership, Organization } from '../../domain/organizations/decide/mandate.ts';
import { AUTHENTICATOR_FAILURES_MAX } from '../../domain/throttling/decide/rules.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import { memberSnapshots } from './member-snapshots.ts';
import { organizationsById } from './organizations.ts';
import type { Db } from './tx.ts';

type Read = MemberReads['outlines'];

/** One member: few texts rather than many columns, since there are thousands of rows and few that differ. */
interface OutlineRow {
  readonly account_id: string;
  readonly kind: string;
  readonly skips_used: number;
  /** What holds, each word followed by a space. */
  readonly words: string;
  /** Live authenticators, as `totp`, `totp!` (suspended) or `totp<` (bound before the password was replaced by mail); `~` at the end: unused. */
  readonly bound: string | null;
  /** Other places, as `organization:kind:skips`. */
  readonly elsewhere: string | null;
}

/** Members for a dry run. */
export function memberReadsOn(db: Db): MemberReads {
  return {
    outlines: (...asked) => outlines(db, ...asked),
    alike: (...asked) => alike(db, ...asked),
    snapshots: (ids) => memberSnapshots(db, ids),
  };
}

/** Of a page of members, with two queries. */
async function outlines(db: Db, ...asked: Parameters<Read>): ReturnType<Read> {
  const rows = await selectRows(db, ...asked).execute();
  const different = new Map(rows.map((row) => [keyOf(row), row]));
  const organizations = await placesIn(db, [...different.values()]);
  const outlineBy = new Map([...different].map(([key, row]) => [key, outlineOf(row, organizations)]));
  return rows.flatMap((row) => {
    const outline = outlineBy.get(keyOf(row));
    return outline === undefined ? [] : [{ accountId: row.account_id as AccountId, outline }];
  });
}

/** As {@link outlines}, put together by the database: it takes longer to hand over thousands of rows than to compare them. */
async function alike(db: Db, ...asked: Parameters<Read>): ReturnType<MemberReads['alike']> {
  const columns = ['kind', 'skips_used', 'words', 'bound', 'elsewhere'] as const;
  const rows = await db
    .selectFrom(selectRows(db, ...asked).as('page'))
    .select(columns)
    .select(({ fn }) => fn.countAll<number | string>().as('people'))
    .select(sql<string>`max(max(account_id)) over ()`.as('last'))
    .groupBy(columns)
    .execute();
  const organizations = await placesIn(db, rows);
  return {
    members: rows.map((row) => ({ outline: outlineOf(row, organizations), people: Number(row.people) })),
    last: (rows[0]?.last ?? null) as AccountId | null,
  };
}

/** The other organizations that rows name. */
function placesIn(db: Db, rows: readonly Pick<OutlineRow, 'elsewhere'>[]): Promise<ReadonlyMap<string, Organization>> {
  const ids = new Set(rows.flatMap(({ elsewhere }) => placesOf(elsewhere).map(([id]) => id)));
  return organizationsById(db, [...ids]);
}

function keyOf({ kind, skips_used: skipsUsed, words, bound, elsewhere }: OutlineRow): string {
  return `${kind}|${skipsUsed}|${words}|${bound}|${elsewhere}`;
}

function selectRows(db: Db, ...[id, at, after, limit]: Parameters<Read>) {
  let members = db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .innerJoin('addresses', 'addresses.account_id', 'memberships.account_id')
    .where('memberships.organization_id', '=', id)
    .where('memberships.accepted_at', 'is not', null)
    .where('accounts.deleted_at', 'is', null);
  if (after !== null) {
    // The second follows from the first; PostgreSQL would go through the addresses from the first one for every page.
    members = members.where('memberships.account_id', '>', after).where('addresses.account_id', '>', after);
  }
  return members
    .select(['memberships.account_id', 'memberships.kind', 'memberships.skips_used'])
    .select([words(at).as('words'), bound(at.dormantSince).as('bound'), ELSEWHERE.as('elsewhere')])
    .orderBy('memberships.account_id')
    .limit(limit);
}

const DEVICE_BOUND = METHOD_KINDS.filter((kind) => TRAITS[kind].deviceBound);

/** Whether the newest code that opens a set-up is live. First among the few that are: they are read once for a page of members. */
const codeLives = (now: EpochMs) => sql`memberships.account_id in (
  select live.account_id from invitations as live where live.code_hash is not null and live.expires_at > ${now}
) and (
  select invitations.expires_at from invitations
  where invitations.account_id = memberships.account_id and invitations.code_hash is not null
  order by invitations.created_at desc limit 1
) > ${now}`;

/** `~` is for those of whom something could rest, and who used nothing but the password. */
const bound = (dormantSince: EpochMs) => sql<string | null>`(
  select string_agg(
    bound.kind || case
      when bound.suspended_at is not null or bound.failures >= ${sql.lit(AUTHENTICATOR_FAILURES_MAX)} then '!'
      else '' end
    || case when bound.bound_at <= accounts.password_reset_by_mail_at then '<' else '' end, ',')
  || case when max(case when bound.kind in (${sql.join(DEVICE_BOUND)}) then 1 else 0 end) = 1
    and max(case when bound.kind <> 'password' then coalesce(bound.last_used_at, bound.bound_at) end) <= ${dormantSince}
    then '~' else '' end
  from authenticators as bound where bound.account_id = memberships.account_id and bound.revoked_at is null
)`;

/** Most people are in one organization only, as the key alone tells. */
const ELSEWHERE = sql<string | null>`case when exists (
  select place.account_id from memberships as place
  where place.account_id = memberships.account_id and place.organization_id <> memberships.organization_id
) then (
  select string_agg(
    other.organization_id || ':' || other.kind || ':' || other.skips_used, ',')
  from memberships as other
  where other.account_id = memberships.account_id and other.accepted_at is not null
  and other.organization_id <> memberships.organization_id
) end`;

type Word = 'disabled' | 'dormant' | 'frozen' | 'replaced' | 'confirmed' | 'code' | 'pass' | 'open';

function words({ now, dormantSince }: Parameters<Read>[1]) {
  const when = (condition: ReturnType<typeof sql>, word: Word) =>
    sql`case when ${condition} then ${sql.lit(`${word} `)} else '' end`;
  const holding = [
    when(sql`accounts.disabled_at is not null`, 'disabled'),
    when(sql`coalesce(accounts.last_sign_in_at, accounts.created_at) <= ${dormantSince}`, 'dormant'),
    when(sql`accounts.set_up_frozen_at is not null`, 'frozen'),
    when(sql`accounts.password_reset_by_mail_at is not null`, 'replaced'),
    when(sql`addresses.confirmed_at is not null`, 'confirmed'),
    when(codeLives(now), 'code'),
    // The newest of them, as a sign-in has it.
    sql`coalesce((
      select ${when(sql`reset_cases.pass_hash is not null and reset_cases.pass_expires_at > ${now}`, 'pass')} || 'open '
      from reset_cases
      where reset_cases.account_id = memberships.account_id and reset_cases.carried_out_at is not null
      and reset_cases.finished_at is null and reset_cases.vetoed_at is null and reset_cases.cancelled_at is null
      order by reset_cases.carried_out_at desc limit 1
    ), '')`,
  ];
  return sql<string>`${sql.join(holding, sql` || `)}`;
}

function outlineOf(
  row: Omit<OutlineRow, 'account_id'>,
  organizations: ReadonlyMap<string, Organization>,
): MemberOutline {
  const holds = (word: Word) => row.words.includes(`${word} `);
  return {
    kind: row.kind as MemberKind,
    skipsUsed: row.skips_used,
    elsewhere: placesOf(row.elsewhere).flatMap(([id, kind, skips]) => membershipIn(organizations.get(id), kind, skips)),
    disabled: holds('disabled'),
    dormant: holds('dormant'),
    unused: row.bound?.endsWith('~') === true,
    frozen: holds('frozen'),
    passwordResetByMail: holds('replaced'),
    addressConfirmed: holds('confirmed'),
    invitationCodeLive: holds('code'),
    reset: holds('pass') ? 'pass' : holds('open') ? 'open' : 'none',
    bound: partsOf(row.bound).map(authenticatorOf),
  };
}

function membershipIn(organization: Organization | undefined, kind: string, skips: string): readonly Membership[] {
  if (organization === undefined) return [];
  return [{ organization, kind: kind as MemberKind, acceptedAt: organization.createdAt, skipsUsed: Number(skips) }];
}

function authenticatorOf(text: string): OutlinedAuthenticator {
  return {
    method: text.replaceAll(/[!<~]/g, '') as MethodKind,
    suspended: text.includes('!'),
    replacedSince: text.includes('<'),
  };
}

function placesOf(text: string | null): readonly (readonly [string, string, string])[] {
  return partsOf(text).map((place) => {
    const [id = '', kind = '', skips = '0'] = place.split(':');
    return [id, kind, skips];
  });
}

function partsOf(text: string | null): readonly string[] {
  return text === null ? [] : text.split(',').toSorted();
}
