import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database of a test's own. */
export interface FreshDatabase {
  readonly url: string;
  /** Deletes it, ending whoever is still connected. */
  drop(): Promise<void>;
}

/** Makes an empty database on the run's PostgreSQL server, which is started when nobody asked before. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const serverUrl = await postgresUrl();
  const name = `t_${randomBytes(8).toString('hex')}`;
  await asSuperuser(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asSuperuser(serverUrl, `drop database if exists ${name} with (force)`) };
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
