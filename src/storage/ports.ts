import type { Transactor } from '../platform/kernel/tx.ts';
import type { Sealing } from '../platform/keys.ts';
import { type Db, transactorOn } from './sql/tx.ts';

/** Every port that storage implements, each over one database. A new port adds its line here and in {@link portsOn}. */
export interface Ports {
  readonly transactor: Transactor;
}

/** Builds the ports. */
export function portsOn(db: Db, _sealing: Sealing): Ports {
  return {
    transactor: transactorOn(db),
  };
}
