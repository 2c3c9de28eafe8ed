import { sql } from 'kysely';
import type { Db } from './tx.ts';

/** One trip to the database and back. */
export async function pingOn(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
