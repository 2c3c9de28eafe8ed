/** Milliseconds since the epoch, as an integer column. */
type Ms = number;

/** How often something happened in an organization in a week. */
export interface OrganizationCountsTable {
  organization_id: string;
  /** When the week began. */
  week: Ms;
  /** What is counted. */
  what: string;
  /** By which methods, joined with `+`. */
  how: string;
  count: number;
}

/** How far something is counted. */
export interface CountingMarksTable {
  name: string;
  /** A number of the chain. */
  mark: number;
}
