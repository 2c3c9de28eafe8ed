import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import type { Artifact } from '../../domain/clients/run/artifacts.ts';
import { systemClock } from '../../platform/clock.ts';
import { sha256 } from '../../platform/hashing.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';
import { newToken } from '../../platform/random.ts';
import { clientMetadata } from './client-metadata.ts';
import { current, liveSession } from './current.ts';
import type { LiveSession, OpenidDeps, ProtocolRequest } from './deps.ts';
import { searchByUserCode } from './user-codes.ts';

type Parts = Pick<
  OpenidDeps,
  'artifacts' | 'clients' | 'sealing' | 'clock' | 'random' | 'tries' | 'lanes' | 'sourceKey'
>;

/**
 * Where the protocol library keeps what it hands out. Single use is atomic here and not in the library: `consume` is one
 * conditional update, and whoever loses it takes the whole grant down (RFC 9700 §2.2.2, §4.14.2).
 */
export function createAdapter(parts: Parts): AdapterFactory {
  return (kind) => {
    if (kind === 'Client') return clientsOnly(parts);
    const stored = storedModel(parts, kind);
    return kind === 'Session' ? viewOfSession(parts, stored) : stored;
  };
}

/**
 * The grant of a device's code, for the rest of the request that won it. The library looks for it only after the code is
 * spent; by then a loser may have taken the grant down, and nobody would have won.
 */
const won = new WeakMap<ProtocolRequest, Artifact>();

function storedModel(parts: Parts, kind: string): Adapter {
  const { artifacts, clock } = parts;
  return {
    async upsert(id, payload, expiresIn) {
      const artifact = artifactOf(parts, kind, id, payload, expiresIn);
      if (kind !== 'ReplayDetection') return artifacts.put(artifact);
      if (!(await artifacts.putNew(artifact))) throw new errors.InvalidRequest('this proof was used before');
    },
    async find(id) {
      const key = sha256(id);
      const held = kind === 'Grant' ? won.get(current()) : undefined;
      const found = held?.key === key ? held : await artifacts.find(kind, { key });
      return found === null ? undefined : payloadOf(parts, found);
    },
    async findByUserCode(userCode) {
      const found = await searchByUserCode(parts, () => artifacts.find(kind, { userCodeKey: sha256(userCode) }));
      return found === null ? undefined : payloadOf(parts, found);
    },
    // Nothing here is bound to the library's own session: see `expiresWithSession`.
    findByUid: async () => undefined,
    async consume(id) {
      const key = sha256(id);
      const grant = kind === 'DeviceCode' ? await grantOf(parts, key) : null;
      if (await artifacts.consume(kind, key, clock.now())) {
        // A grant takes its codes along: who could still spend one has a grant that stood.
        if (grant !== null) won.set(current(), grant);
        return;
      }
      const spent = await artifacts.find(kind, { key });
      if (spent?.grantKey != null) await artifacts.removeGrant(spent.grantKey);
      throw kind === 'PushedAuthorizationRequest'
        ? new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
        : new errors.InvalidGrant('already used');
    },
    destroy: (id) => artifacts.remove(kind, sha256(id)),
    revokeByGrantId: (grantId) => artifacts.removeGrant(sha256(grantId)),
  };
}

async function grantOf({ artifacts }: Parts, codeKey: string): Promise<Artifact | null> {
  const code = await artifacts.find('DeviceCode', { key: codeKey });
  return code?.grantKey == null ? null : artifacts.find('Grant', { key: code.grantKey });
}

function artifactOf(
  parts: Parts,
  kind: string,
  id: string,
  payload: AdapterPayload,
  expiresIn: number | undefined,
): Artifact {
  if (expiresIn === undefined) throw new Error(`openid: ${kind} without an end`);
  const key = sha256(id);
  return {
    kind,
    key,
    payloadSealed: parts.sealing.seal(JSON.stringify(payload), contextOf(kind, key)),
    accountId: payload.accountId ?? null,
    sessionId: sessionOf(kind, payload),
    grantKey: payload.grantId === undefined || kind === 'Interaction' ? null : sha256(payload.grantId),
    userCodeKey: payload.userCode === undefined ? null : sha256(payload.userCode),
    expiresAt: parts.clock.now() + expiresIn * SECOND_MS,
    consumedAt: null,
  };
}

/** What ends with a session. A waiting request does not: a stronger sign-in may answer it under the next one. */
function sessionOf(kind: string, payload: AdapterPayload): string | null {
  switch (kind) {
    case 'Session':
      return payload.accountId === undefined ? null : (payload.uid ?? null);
    case 'Grant':
      return liveSession()?.session.id ?? null;
    default:
      return payload.sessionUid ?? null;
  }
}

/** Times are told in the library's own clock, as long from now as they are in ours. */
function payloadOf({ sealing, clock }: Parts, artifact: Artifact): AdapterPayload {
  const payload = JSON.parse(
    sealing.open(artifact.payloadSealed, contextOf(artifact.kind, artifact.key)),
  ) as AdapterPayload;
  const leftS = Math.ceil((artifact.expiresAt - clock.now()) / SECOND_MS);
  payload.exp = epochS() + leftS;
  if (artifact.consumedAt !== null) payload.consumed = Math.floor(artifact.consumedAt / SECOND_MS);
  if (payload.sessionUid !== undefined && artifact.sessionId !== null) payload.sessionUid = artifact.sessionId;
  return payload;
}

function contextOf(kind: string, key: string): string {
  return `artifacts/${kind}/${key}`;
}

function epochS(): number {
  return Math.floor(systemClock.now() / SECOND_MS);
}

/**
 * The library's session is a view of ours: who is signed in, how and since when is never taken from what it stored, which is
 * only what it needs itself (forms under way, which grant a client has).
 */
function viewOfSession(parts: Parts, stored: Adapter): Adapter {
  return {
    ...stored,
    async find(id) {
      const payload = (await stored.find(id)) as AdapterPayload | undefined;
      const live = liveSession();
      if (live === null) return payload === undefined ? undefined : withoutAccount(payload);
      // A value that a browser made up never becomes an identifier.
      return withAccount(payload ?? { jti: newToken(parts.random), kind: 'Session' }, live);
    },
  };
}

function withoutAccount(payload: AdapterPayload): AdapterPayload {
  const {
    accountId: _accountId,
    acr: _acr,
    amr: _amr,
    loginTs: _ts,
    authorizations: _clients,
    uid: _uid,
    ...rest
  } = payload;
  return rest;
}

function withAccount(payload: AdapterPayload, { session }: LiveSession): AdapterPayload {
  const same = payload.accountId === session.accountId;
  return {
    ...(same ? payload : withoutAccount(payload)),
    iat: payload.iat ?? epochS(),
    exp: payload.exp ?? epochS() + 60,
    uid: session.id,
    accountId: session.accountId,
    loginTs: Math.floor(session.startedAt / SECOND_MS),
    acr: session.acr,
    amr: [...session.amr],
    transient: true,
  };
}

/** Clients come from our own registry, and only from there. */
function clientsOnly({ clients }: Parts): Adapter {
  const refuse = async () => {
    throw new Error('openid: clients are registered elsewhere');
  };
  return {
    async find(id) {
      const client = await clients.byId(null, id as Parameters<typeof clients.byId>[1]);
      return client === null || client.disabledAt !== null ? undefined : (clientMetadata(client) as AdapterPayload);
    },
    upsert: refuse,
    findByUserCode: refuse,
    findByUid: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
  };
}
