/** One method too many. */
export interface AccountStore {
  one(): void;
  two(): void;
  three(): void;
  four(): void;
  five: () => void;
  six(): void;
  seven(): void;
}
