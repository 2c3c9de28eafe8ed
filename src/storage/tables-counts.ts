/** Milliseconds since the epoch, as an integer column. */
type Ms = number;

/** How often something happened in an organization in a week, and how many of its members had set up what when it was last counted. */
export interface OrganizationCountsTable {
  /** '': all organizations together. */
  organization_id: string;
  /** When the week began. */
  week: Ms;
  /** What is counted. */
  what: string;
  /** By which methods, joined with `+`; of members their kind and a slash in front. */
  how: string;
  count: number;
}

/** How far something is counted. */
export interface CountingMarksTable {
  name: string;
  /** A number of the chain, or a moment in ms. */
  mark: number;
}
