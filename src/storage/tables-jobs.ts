/** Milliseconds since the epoch, as an integer column. */
type Ms = number;

/** Work that outlasts a request. */
export interface JobsTable {
  id: string;
  kind: string;
  started_by: string;
  started_at: Ms;
  seen_at: Ms;
  ended_at: Ms | null;
  per_mille: number;
  /** JSON text. */
  result: string | null;
}

/** What a job tells on its way. */
export interface JobPartsTable {
  job_id: string;
  seq: number;
  body: string;
}

/** Who does a job that only one node may do at a time. */
export interface LeasesTable {
  name: string;
  holder: string;
  until: Ms;
}
