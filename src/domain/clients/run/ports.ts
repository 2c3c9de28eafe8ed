import type { Tx } from '../../../platform/kernel/tx.ts';
import type { At } from '../../organizations/run/ports.ts';
import type { Client, ClientId } from '../decide/client.ts';

/** Columns of a client that may change. */
export type ClientChange = Partial<Pick<Client, 'secretHash' | 'disabledAt'>>;

/** Clients in the store. */
export interface ClientStore {
  byId(at: At, id: ClientId): Promise<Client | null>;
  /** All, by name. */
  list(at: At): Promise<readonly Client[]>;
  insert(tx: Tx, client: Client): Promise<void>;
  update(tx: Tx, id: ClientId, change: ClientChange): Promise<void>;
}
