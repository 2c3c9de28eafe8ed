import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ok, type Result, refused } from '../../platform/kernel/result.ts';
import type { GroupCommit } from './group-commit.ts';

/** Why a backup was not made. */
export type BackupRefusal = 'target-exists';

/**
 * Copies a database that goes on serving: SQLite's online backup, page by page, of one moment in time.
 * The copy is checked and on disk before it gets its name; an existing file is never replaced.
 * Throws when the copy fails its check or the disk is full; then nothing is left behind.
 */
export async function backupTo(
  handle: Database.Database,
  commits: GroupCommit,
  target: string,
): Promise<Result<void, BackupRefusal>> {
  if (existsSync(target)) return refused('target-exists');
  const partial = `${target}.partial-${process.pid}`;
  closeSync(openSync(partial, 'wx', 0o600));
  try {
    await copyPages(handle, commits, partial);
    checkCopy(partial);
    syncToDisk(partial);
    // A link fails where the name was taken meanwhile; a rename would replace.
    linkSync(partial, target);
    syncToDisk(dirname(target));
    return ok(undefined);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return refused('target-exists');
    throw error;
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(partial + suffix, { force: true });
  }
}

/** Most pages copied in one turn of the event loop. */
const PAGES_AT_ONCE = 100;
/** How long the copy waits, in ms, before it looks again whether nobody writes. */
const PAUSE_MS = 1;

/**
 * Copies some pages a turn. SQLite copies none while the same handle has written what is not committed, and the library takes
 * a first step without any for the end: so whoever writes is held back for each step.
 */
async function copyPages(handle: Database.Database, commits: GroupCommit, target: string): Promise<void> {
  let release = commits.hold();
  while (release === null) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    release = commits.hold();
  }
  let over = false;
  try {
    await handle.backup(target, {
      progress: () => {
        release?.();
        release = null;
        // Comes right before the library's next step, which it asks for after this.
        setImmediate(() => {
          release = over ? null : commits.hold();
        });
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    over = true;
    release?.();
  }
}

function checkCopy(path: string): void {
  const copy = new Database(path);
  try {
    const found = copy.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw new Error(`storage: the backup does not pass its integrity check: ${String(found)}`);
    // One file, complete without the -wal beside it.
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
