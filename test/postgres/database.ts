import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database of a test's own. */
export interface FreshDatabase {
  readonly url: string;
  /** Deletes every row of every table but the record of migrations: much quicker than a new database. */
  wipe(): Promise<void>;
  /** Deletes it, ending whoever is still connected. */
  drop(): Promise<void>;
}

/** As a replica would, in any order of tables: references are not looked at. */
const WIPE = `
  set session_replication_role = replica;
  do $$
  declare t text;
  begin
    for t in select tablename from pg_tables where schemaname = 'public' and tablename not like 'schema\\_%' loop
      execute format('delete from %I', t);
    end loop;
  end $$`;

/** Makes an empty database on the run's PostgreSQL server, which is started when nobody asked before. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const serverUrl = await postgresUrl();
  const name = `t_${randomBytes(8).toString('hex')}`;
  await asSuperuser(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    wipe: () => asSuperuser(url.href, WIPE),
    drop: () => asSuperuser(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

async function postgresUrl(): Promise<string> {
  const response = await fetch(inject('postgresStarter'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
