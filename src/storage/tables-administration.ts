/** Milliseconds since the epoch, as an integer column. */
type Ms = number;

/** A word of the name or address that somebody is found under, folded. */
export interface SearchWordsTable {
  word: string;
  account_id: string;
}

/** A role that somebody's member kind does not bring along. */
export interface RoleGrantsTable {
  organization_id: string;
  account_id: string;
  role: string;
  granted_by: string;
  granted_at: Ms;
}

/** A link to the first owner's page; at most one works. */
export interface SetupLinksTable {
  id: string;
  token_hash: string;
  created_at: Ms;
  expires_at: Ms;
  used_at: Ms | null;
}

/** A row of an imported file that is done, known by a keyed digest of its address and content. */
export interface ImportRowsTable {
  key: string;
  account_id: string;
  imported_at: Ms;
}

/** A break-glass account; its halves are authenticators. */
export interface BreakGlassAccountsTable {
  account_id: string;
  made_by: string;
  made_at: Ms;
  expires_at: Ms;
  spent_at: Ms | null;
  revoked_at: Ms | null;
}

/** One use of a break-glass account. */
export interface BreakGlassUsesTable {
  id: string;
  account_id: string;
  used_at: Ms;
  reviewed_at: Ms | null;
  reviewed_by: string | null;
  /** What an owner wrote down, sealed with the account's own key. */
  note_sealed: string | null;
}

/** A link that marks a shared workstation. */
export interface WorkstationLinksTable {
  id: string;
  token_hash: string;
  organization_id: string;
  created_at: Ms;
  expires_at: Ms;
  used_at: Ms | null;
}
