import type Database from 'better-sqlite3';

/** What one COMMIT brings to the disk. */
interface Group {
  /** Settles with that COMMIT: all that the group wrote is on disk, or none of it is there. */
  readonly durable: Promise<void>;
  readonly settle: (error?: unknown) => void;
}

/** A transaction within a group. Exactly one of `commit` and `rollback` ends it. */
export interface GroupedTransaction {
  /** Runs one statement. */
  run<T>(statement: () => T): T;
  /** Resolves once its changes are on disk. */
  commit(): Promise<void>;
  /** Undoes its own changes and nobody else's. */
  rollback(): void;
}

/**
 * Group commit: all that is written in one turn of the event loop shares one `BEGIN IMMEDIATE … COMMIT`. Each transaction is a
 * savepoint in it, and they follow one another as they would without. Nobody is answered before that COMMIT, not even who only
 * read what it brings, so `synchronous = FULL` keeps its promise although the disk is waited for once a turn.
 */
export class GroupCommit {
  readonly #handle: Database.Database;
  readonly #begin: () => Promise<void>;
  readonly #control: (sql: string) => void;
  #group: Group | null = null;
  /** Whether somebody is at it: a transaction, a statement, or a BEGIN that waits for another process. */
  #taken = false;
  readonly #line: (() => void)[] = [];
  /** The turn is over, but whoever is at it has to end first. */
  #due = false;

  /** `begin` takes SQLite's write lock, however long that needs. */
  constructor(handle: Database.Database, begin: () => Promise<void>) {
    this.#handle = handle;
    this.#begin = begin;
    this.#control = prepared(handle);
  }

  /** Nobody is at it, and nothing waits to be on disk: what is read now was promised to be kept. */
  get idle(): boolean {
    return !this.#taken && this.#group === null;
  }

  /** Begins a transaction when those before it have ended. */
  async transaction(): Promise<GroupedTransaction> {
    await this.#enter();
    try {
      const group = await this.#open();
      this.#control('savepoint change');
      return this.#within(group);
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Runs a statement outside of transactions. Resolves once what it wrote, or could see, is on disk. */
  async alone<T>(writes: boolean, statement: () => T): Promise<T> {
    if (this.#taken) await this.#enter();
    else this.#taken = true;
    let group = this.#group;
    let value: T;
    try {
      if (writes && group === null) group = await this.#open();
      value = this.#run(statement);
    } finally {
      this.#leave();
    }
    if (group !== null) await group.durable;
    return value;
  }

  /**
   * Holds back whoever comes after, with everything so far on disk, until the returned function is called. Null: somebody is
   * at it whose work goes on over the turn.
   */
  hold(): (() => void) | null {
    if (this.#taken) return null;
    this.#taken = true;
    this.flush();
    return () => this.#leave();
  }

  /** Commits what waits for the end of the turn. */
  flush(): void {
    const group = this.#group;
    if (group === null) return;
    this.#group = null;
    try {
      this.#control('commit');
      group.settle();
    } catch (error) {
      if (this.#handle.inTransaction) this.#control('rollback');
      group.settle(error);
    }
  }

  #within(group: Group): GroupedTransaction {
    const stillOpen = () => group === this.#group;
    return {
      run: (statement) => {
        if (!stillOpen()) throw new Error('storage: SQLite has undone this transaction');
        return this.#run(statement);
      },
      commit: async () => {
        try {
          if (stillOpen()) this.#control('release change');
        } finally {
          this.#leave();
        }
        await group.durable;
      },
      rollback: () => {
        try {
          if (!stillOpen()) return;
          this.#control('rollback to change');
          this.#control('release change');
        } finally {
          this.#leave();
        }
      },
    };
  }

  /** A full disk or an I/O error makes SQLite undo everything at once: then nobody of the group may be told otherwise. */
  #run<T>(statement: () => T): T {
    try {
      return statement();
    } catch (error) {
      if (this.#group !== null && !this.#handle.inTransaction) {
        this.#group.settle(error);
        this.#group = null;
      }
      throw error;
    }
  }

  async #open(): Promise<Group> {
    if (this.#group !== null) return this.#group;
    await this.#begin();
    this.#group = newGroup();
    setImmediate(() => {
      if (this.#taken) this.#due = true;
      else this.flush();
    });
    return this.#group;
  }

  async #enter(): Promise<void> {
    if (this.#taken) await new Promise<void>((resolve) => this.#line.push(resolve));
    this.#taken = true;
  }

  #leave(): void {
    if (this.#due) {
      this.#due = false;
      this.flush();
    }
    const next = this.#line.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }
}

function newGroup(): Group {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Of a group whose transactions were all rolled back nobody waits for the end.
  promise.catch(() => {});
  return { durable: promise, settle: (error) => (error === undefined ? resolve() : reject(error)) };
}

/** Runs statements that begin and end things, each prepared once. */
function prepared(handle: Database.Database): (sql: string) => void {
  const statements = new Map<string, Database.Statement>();
  return (sql) => {
    const statement = statements.get(sql) ?? handle.prepare(sql);
    statements.set(sql, statement);
    statement.run();
  };
}
