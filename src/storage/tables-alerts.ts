/** Milliseconds since the epoch, as an integer column. */
type Ms = number;

/** Something about resets that an owner is to look at. */
export interface ResetAlertsTable {
  id: string;
  kind: string;
  /** Whom it is about. */
  account_id: string;
  /** The reset that raised it. */
  case_id: string;
  raised_at: Ms;
  /** The event of the trail that raised it, where it was a sign-in. */
  event_id: string | null;
  reviewed_at: Ms | null;
  reviewed_by: string | null;
  /** What an owner wrote down, sealed with the key of `account_id`. */
  note_sealed: string | null;
}

/** How far the sign-ins after a reset were looked at. */
export interface ResetWatchesTable {
  case_id: string;
  /** Those that began before. */
  looked_to: Ms;
}

/** A reset that an alert tells of. */
export interface ResetAlertCasesTable {
  alert_id: string;
  case_id: string;
}
