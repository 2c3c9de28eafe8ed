/** Facts that every node of an installation must agree on: fingerprints of keys, the passkey domain. */
export interface InstallationStore {
  get(name: string): Promise<string | null>;
  /** Stores a fact unless it is there already; returns the one that holds. Of two nodes that start together one decides. */
  setIfAbsent(name: string, value: string): Promise<string>;
  /** Changes a fact that still is `from`; false when it was changed meanwhile. */
  replace(name: string, from: string, to: string): Promise<boolean>;
  /** Whether nothing was ever stored: only then are new keys made. */
  isEmpty(): Promise<boolean>;
  /** How many passkeys a change of the passkey domain would orphan. */
  livePasskeys(): Promise<number>;
}
