import type { Client, ClientId } from '../../domain/clients/decide/client.ts';
import type { Artifact } from '../../domain/clients/run/artifacts.ts';
import { HOUR_MS } from '../../platform/kernel/time.ts';
import type { Storage } from '../open.ts';
import type { Db } from '../sql/tx.ts';
import { freshId, NOW } from './fixtures.ts';

/** Something handed out, that nobody else has. */
export function artifact(over: Partial<Artifact> = {}): Artifact {
  return {
    kind: 'AccessToken',
    key: freshId(),
    payloadSealed: 'sealed',
    accountId: null,
    sessionId: null,
    grantKey: null,
    userCodeKey: null,
    expiresAt: NOW + HOUR_MS,
    consumedAt: null,
    ...over,
  };
}

/** Plants a client; it wants to be told of sessions that end, unless `over` says otherwise. */
export async function plantClient(storage: Storage, over: Partial<Client> = {}): Promise<Client> {
  const client: Client = {
    id: freshId<ClientId>(),
    name: 'Riverside Portal',
    kind: 'confidential',
    auth: 'client_secret_basic',
    idTokenAlg: 'ES256',
    firstParty: true,
    organizationId: null,
    secretHash: 'hash',
    jwks: null,
    redirectUris: ['https://portal.example/callback'],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: 'https://portal.example/logged-out',
    resources: [],
    support: null,
    createdAt: NOW,
    disabledAt: null,
    ...over,
  };
  await storage.transactor.transact((tx) => storage.clients.insert(tx, client));
  return client;
}

/** What a client holds under a session: a grant, two tokens of it, and a `sid` of its own. */
export interface Use {
  readonly client: Client;
  readonly sid: string;
  readonly artifacts: readonly Artifact[];
}

/** Plants the use of a session by a client. */
export async function plantUse(storage: Storage, sessionId: string, over: Partial<Client> = {}): Promise<Use> {
  const client = await plantClient(storage, over);
  const grantKey = freshId();
  const artifacts = [
    artifact({ kind: 'Grant', key: grantKey, sessionId }),
    artifact({ kind: 'AccessToken', grantKey, sessionId }),
    artifact({ kind: 'RefreshToken', grantKey, sessionId }),
  ];
  for (const one of artifacts) await storage.artifacts.put(one);
  return { client, sid: await storage.sessionClients.sidOf(sessionId, client.id, freshId()), artifacts };
}

/** Which of a use's artifacts are still there, by kind. */
export async function leftOf(storage: Storage, { artifacts }: Use): Promise<readonly string[]> {
  const found = await Promise.all(artifacts.map(({ kind, key }) => storage.artifacts.find(kind, { key })));
  return found.flatMap((one) => (one === null ? [] : [one.kind])).toSorted();
}

/** Logout tokens that wait or were settled, as client and `sid`. */
export async function logoutsIn(db: Db): Promise<readonly { readonly client: string; readonly sid: string }[]> {
  const rows = await db.selectFrom('logouts').selectAll().orderBy('sid').execute();
  return rows.map(({ client_id, sid }) => ({ client: client_id, sid }));
}
