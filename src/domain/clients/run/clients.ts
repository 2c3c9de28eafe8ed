import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import { newId, newToken } from '../../../platform/random.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import { type ActDeps, act } from '../../organizations/run/act.ts';
import type { OrganizationStore } from '../../organizations/run/ports.ts';
import type { Client, ClientId } from '../decide/client.ts';
import type { ClientRefusal } from '../decide/refusal.ts';
import { checkRegistration, hasSecret, type Registration } from '../decide/registration.ts';
import type { ClientStore } from './ports.ts';
import { readers } from './readers.ts';
import { secretHash } from './secret.ts';

/** What the use cases of clients work with. */
export interface ClientsDeps extends ActDeps {
  readonly clients: ClientStore;
  readonly organizations: Pick<OrganizationStore, 'byId'>;
}

/** A client and its secret, which is told this once; null where it has none. */
export interface Created {
  readonly client: Client;
  readonly secret: string | null;
}

/** Registering applications. */
export interface Clients {
  /** `id`: one that is known beforehand and not taken; left out, it is drawn. */
  create(registration: Registration, id?: ClientId): Promise<Result<Created, ClientRefusal>>;
  /** All, by name, disabled ones too. */
  list(): Promise<readonly Client[]>;
  show(id: string): Promise<Client | null>;
  /** A new secret, told this once. The earlier one opens nothing any more. */
  rotateSecret(id: string): Promise<Result<{ readonly client: Client; readonly secret: string }, ClientRefusal>>;
  /** Nobody signs in to it any more. */
  disable(id: string): Promise<Result<Client, ClientRefusal>>;
  enable(id: string): Promise<Result<Client, ClientRefusal>>;
}

/** Builds the use cases of clients. */
export function createClients(deps: ClientsDeps): Clients {
  return {
    create: (registration, id = newId<ClientId>(deps.random)) => create(deps, registration, id),
    list: () => deps.clients.list(null),
    show: (id) => deps.clients.byId(null, id as ClientId),
    rotateSecret: (id) => rotateSecret(deps, id as ClientId),
    disable: (id) => setDisabled(deps, id as ClientId, true),
    enable: (id) => setDisabled(deps, id as ClientId, false),
  };
}

async function create(
  deps: ClientsDeps,
  registration: Registration,
  id: ClientId,
): Promise<Result<Created, ClientRefusal>> {
  const checked = checkRegistration(registration, readers);
  if (!checked.ok) return checked;
  const registered = checked.value;
  return act(deps, async (tx) => {
    const refusal = await organizationRefusal(deps, tx, registered.organizationId);
    if (refusal !== null) return refused(refusal);
    const secret = hasSecret(registered.auth) ? newToken(deps.random) : null;
    const client: Client = {
      ...registered,
      id,
      secretHash: secret === null ? null : secretHash(secret),
      createdAt: deps.clock.now(),
      disabledAt: null,
    };
    await deps.clients.insert(tx, client);
    const { kind, auth, firstParty } = client;
    await record(deps, tx, 'client.created', client, { kind, auth, firstParty });
    return ok({ client, secret });
  });
}

function rotateSecret(
  deps: ClientsDeps,
  id: ClientId,
): Promise<Result<{ readonly client: Client; readonly secret: string }, ClientRefusal>> {
  return act(deps, async (tx) => {
    const before = await deps.clients.byId(tx, id);
    if (before === null) return refused<ClientRefusal>({ reason: 'client-unknown' });
    if (!hasSecret(before.auth)) return refused<ClientRefusal>({ reason: 'no-secret' });
    const secret = newToken(deps.random);
    const change = { secretHash: secretHash(secret) };
    await deps.clients.update(tx, id, change);
    await record(deps, tx, 'client.secret-rotated', before, {});
    return ok({ client: { ...before, ...change }, secret });
  });
}

function setDisabled(deps: ClientsDeps, id: ClientId, disabled: boolean): Promise<Result<Client, ClientRefusal>> {
  return act(deps, async (tx) => {
    const before = await deps.clients.byId(tx, id);
    if (before === null) return refused<ClientRefusal>({ reason: 'client-unknown' });
    if (disabled === (before.disabledAt !== null)) return refused<ClientRefusal>({ reason: 'unchanged' });
    const change = { disabledAt: disabled ? deps.clock.now() : null };
    await deps.clients.update(tx, id, change);
    await record(deps, tx, disabled ? 'client.disabled' : 'client.enabled', before, {});
    return ok({ ...before, ...change });
  });
}

/** Why no client can be bound to this organization; null: one can, or it is bound to none. */
async function organizationRefusal(
  deps: ClientsDeps,
  tx: Tx,
  id: OrganizationId | null,
): Promise<ClientRefusal | null> {
  if (id === null) return null;
  const organization = await deps.organizations.byId(tx, id);
  if (organization === null) return { reason: 'organization-unknown' };
  return organization.disabledAt === null ? null : { reason: 'organization-disabled' };
}

function record(
  { acts, auditor, by }: ClientsDeps,
  tx: Tx,
  name: Extract<AuditName, `client.${string}`>,
  { id, organizationId }: Client,
  details: AuditDetails,
): Promise<void> {
  const event = { name, accountId: null, actor: by.id, organizationId, details: { clientId: id, ...details } };
  return acts.audit(tx, auditor.event(event));
}
