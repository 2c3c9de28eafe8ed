import type { Selectable } from 'kysely';
import type { OrganizationId } from '../../domain/accounts/decide/account.ts';
import type {
  Client,
  ClientAuth,
  ClientId,
  ClientKind,
  ClientResource,
  SignatureAlg,
} from '../../domain/clients/decide/client.ts';
import type { ClientStore } from '../../domain/clients/run/ports.ts';
import type { ClientsTable } from '../tables.ts';
import { compare, within } from './organizations.ts';
import { type Db, fromTx } from './tx.ts';

/** Applications that sign people in here. */
export function clientStoreOn(db: Db): ClientStore {
  return {
    async byId(at, id) {
      const row = await within(db, at).selectFrom('clients').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : clientOf(row);
    },
    async list(at) {
      const rows = await within(db, at).selectFrom('clients').selectAll().execute();
      // Sorted here: the engines disagree on the order of letters.
      return rows.map(clientOf).sort(byName);
    },
    async insert(tx, client) {
      await fromTx(tx).insertInto('clients').values(clientRow(client)).execute();
    },
    async update(tx, id, { secretHash, disabledAt }) {
      const columns = { secret_hash: secretHash, disabled_at: disabledAt };
      const moved = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
      await fromTx(tx).updateTable('clients').set(moved).where('id', '=', id).execute();
    },
  };
}

function clientOf(row: Selectable<ClientsTable>): Client {
  return {
    id: row.id as ClientId,
    name: row.name,
    kind: row.kind as ClientKind,
    auth: row.auth as ClientAuth,
    idTokenAlg: row.id_token_alg as SignatureAlg,
    firstParty: row.first_party === 1,
    organizationId: row.organization_id as OrganizationId | null,
    secretHash: row.secret_hash,
    jwks: row.jwks === null ? null : (JSON.parse(row.jwks) as Client['jwks']),
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    postLogoutRedirectUris: JSON.parse(row.post_logout_redirect_uris) as string[],
    backchannelLogoutUri: row.backchannel_logout_uri,
    resources: JSON.parse(row.resources) as ClientResource[],
    support: row.support,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
  };
}

function clientRow(client: Client): ClientsTable {
  return {
    id: client.id,
    name: client.name,
    kind: client.kind,
    auth: client.auth,
    id_token_alg: client.idTokenAlg,
    first_party: client.firstParty ? 1 : 0,
    organization_id: client.organizationId,
    secret_hash: client.secretHash,
    jwks: client.jwks === null ? null : JSON.stringify(client.jwks),
    redirect_uris: JSON.stringify(client.redirectUris),
    post_logout_redirect_uris: JSON.stringify(client.postLogoutRedirectUris),
    backchannel_logout_uri: client.backchannelLogoutUri,
    resources: JSON.stringify(client.resources),
    support: client.support,
    created_at: client.createdAt,
    disabled_at: client.disabledAt,
  };
}

function byName(a: Client, b: Client): number {
  return compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.id, b.id);
}
