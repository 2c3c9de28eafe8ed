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
