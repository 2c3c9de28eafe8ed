/** Milliseconds since the epoch, as an integer column. */
type Ms = number;
/** JSON text, parsed by its owner. */
type Json = string;

/** One thing that happened; never changed. */
export interface AuditEventsTable {
  id: string;
  at: Ms;
  name: string;
  account_id: string | null;
  actor: string;
  organization_id: string | null;
  attempt_id: string | null;
  details: Json;
  sealed: string | null;
}

/** The order of audit rows: numbered and chained by the one sealer that holds the lease. */
export interface AuditSealsTable {
  seq: number;
  event_id: string;
  /** HMAC over the previous link and the row, hex. */
  link: string;
}

/** A signed head of the chain; it leaves the database by file and webhook. */
export interface AuditHeadsTable {
  seq: number;
  /** `head` or `start`. */
  kind: string;
  at: Ms;
  link: string;
  digest: string;
  key_id: string;
  signature: string;
  file_at: Ms | null;
  webhook_at: Ms | null;
}
