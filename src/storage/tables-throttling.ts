/** Milliseconds since the epoch, as an integer column. */
type Ms = number;

/** Failures by what they count for and minute. */
export interface TalliesTable {
  key: string;
  /** The minute's start. */
  slot: Ms;
  count: number;
  expires_at: Ms;
}

/** A proof of work that was used: the hash that was to be found. */
export interface SpentWorkTable {
  id: string;
  expires_at: Ms;
}
