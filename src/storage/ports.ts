import type { AuditReads, Leases, SealStore } from '../domain/audit/run/ports.ts';
import type { Transactor } from '../platform/kernel/tx.ts';
import type { Sealing } from '../platform/keys.ts';
import { auditReadsOn } from './sql/audit-read.ts';
import { sealStoreOn } from './sql/audit-seals.ts';
import { leasesOn } from './sql/leases.ts';
import { type Db, transactorOn } from './sql/tx.ts';

/** Every port that storage implements, each over one database. A new port adds its line here and in {@link portsOn}. */
export interface Ports {
  readonly transactor: Transactor;
  readonly auditReads: AuditReads;
  readonly seals: SealStore;
  readonly leases: Leases;
}

/** Builds the ports. */
export function portsOn(db: Db, _sealing: Sealing): Ports {
  return {
    transactor: transactorOn(db),
    auditReads: auditReadsOn(db),
    seals: sealStoreOn(db),
    leases: leasesOn(db),
  };
}
