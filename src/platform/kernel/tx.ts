declare const tx: unique symbol;

/** A running transaction, opaque to the domain: first argument of every write made inside `transact`. */
export interface Tx {
  readonly [tx]: true;
}

/** Runs work in one transaction: committed when it resolves, rolled back when it throws. Never hash, mail or fetch inside. */
export interface Transactor {
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}
