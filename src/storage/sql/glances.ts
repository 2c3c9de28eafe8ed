import type { Selectable } from 'kysely';
import type { AuthenticatorId, MemberKind } from '../../domain/accounts/decide/account.ts';
import { METHOD_KINDS, type MethodKind, TRAITS } from '../../domain/methods/decide/traits.ts';
import type { Place } from '../../domain/organizations/decide/combine.ts';
import type { SelectableMethod } from '../../domain/organizations/decide/mandate.ts';
import type { Glance } from '../../domain/sessions/run/ports.ts';
import type { Proof } from '../../domain/sign-in/decide/facts.ts';
import type { SessionsTable } from '../tables.ts';
import { compiledOnce } from './compiled.ts';
import type { Db } from './tx.ts';

/** Those of which one has to be at hand for a session to hold plainly. */
const SECOND_KINDS = METHOD_KINDS.filter((kind) => ['primary', 'emergency'].includes(TRAITS[kind].role));

/** The session of a token and what is plain of its account, in one query. */
export async function glanceAt(db: Db, tokenHash: string): Promise<Glance | null> {
  const { rows } = await glancesOf(db, { tokenHash });
  const [row] = rows;
  if (row === undefined) return null;
  return {
    session: lifeOf(row),
    account: { disabledAt: row.disabled_at, passwordResetByMailAt: row.password_reset_by_mail_at },
    places: distinct(rows, (one) => one.organization_id).map(placeOf),
    authenticators: distinct(rows, (one) => one.authenticator_id).map((one) => ({
      id: one.authenticator_id as AuthenticatorId,
      method: one.method as MethodKind,
      boundAt: one.bound_at ?? 0,
    })),
  };
}

/** What a session rests on and how long it lives, as its row says. */
export function lifeOf(
  row: Pick<
    Selectable<SessionsTable>,
    'proofs' | 'started_at' | 'last_seen_at' | 'idle_ms' | 'absolute_end_at' | 'ended_at'
  >,
): Glance['session'] {
  return {
    proofs: JSON.parse(row.proofs) as Proof[],
    startedAt: row.started_at,
    lastSeenAt: row.last_seen_at,
    idleMs: row.idle_ms,
    absoluteEndAt: row.absolute_end_at,
    endedAt: row.ended_at,
  };
}

type Row = Awaited<ReturnType<typeof glancesOf>>['rows'][number];

/** A row for each place together with each authenticator; where there is none of them, its columns are null. */
const glancesOf = compiledOnce((db, { tokenHash }: { readonly tokenHash: string }) =>
  db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .leftJoin('memberships', (join) =>
      join.onRef('memberships.account_id', '=', 'sessions.account_id').on('memberships.accepted_at', 'is not', null),
    )
    .leftJoin('organizations', 'organizations.id', 'memberships.organization_id')
    .leftJoin('mandates', 'mandates.organization_id', 'memberships.organization_id')
    .leftJoin('authenticators', (join) =>
      join
        .onRef('authenticators.account_id', '=', 'sessions.account_id')
        .on('authenticators.revoked_at', 'is', null)
        .on('authenticators.kind', 'in', SECOND_KINDS),
    )
    .select(['sessions.proofs', 'sessions.started_at', 'sessions.last_seen_at', 'sessions.idle_ms'])
    .select(['sessions.absolute_end_at', 'sessions.ended_at'])
    .select(['accounts.disabled_at', 'accounts.password_reset_by_mail_at'])
    .select(['memberships.organization_id', 'memberships.kind', 'memberships.accepted_at'])
    .select(['organizations.disabled_at as organization_disabled_at', 'mandates.granted_at', 'mandates.covered_kinds'])
    .select(['mandates.allowed_methods', 'mandates.passkey_first'])
    .select(['authenticators.id as authenticator_id', 'authenticators.kind as method', 'authenticators.bound_at'])
    .where('sessions.token_hash', '=', tokenHash)
    .where('accounts.deleted_at', 'is', null),
);

function placeOf(row: Row): Place {
  return {
    kind: row.kind as MemberKind,
    acceptedAt: row.accepted_at,
    organization: {
      disabledAt: row.organization_disabled_at,
      mandate:
        row.granted_at === null
          ? null
          : {
              grantedAt: row.granted_at,
              coveredKinds: listIn(row.covered_kinds ?? '') as readonly MemberKind[],
              allowedMethods: listIn(row.allowed_methods ?? '') as readonly SelectableMethod[],
              passkeyFirst: row.passkey_first === 1,
            },
    },
  };
}

/** There are a few such texts, and thousands of people for each. */
const LISTS_MAX = 100;
const lists = new Map<string, readonly string[]>();

function listIn(text: string): readonly string[] {
  const known = lists.get(text);
  if (known !== undefined) return known;
  const list = Object.freeze(JSON.parse(text)) as readonly string[];
  if (lists.size >= LISTS_MAX) lists.clear();
  lists.set(text, list);
  return list;
}

/** The first row for each id that there is. */
function distinct(rows: readonly Row[], idOf: (row: Row) => string | null): readonly Row[] {
  return rows.filter((row, at) => idOf(row) !== null && rows.findIndex((one) => idOf(one) === idOf(row)) === at);
}
