import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import pg from 'pg';
import { EXPORT_FORMATS, exportLines } from '../../src/domain/audit/run/export-lines.ts';
import { createTrail } from '../../src/domain/audit/run/read.ts';
import { must, type TestApp } from '../app.ts';
import type { ReceivedMail } from '../harness/mail-server.ts';
import type { Exchange } from '../harness/raw-client.ts';
import type { Trace } from './canary-scan.ts';

/** Everything that a life leaves behind. */
export async function tracesOf(app: TestApp, exchanges: readonly Exchange[]): Promise<readonly Trace[]> {
  return [
    ...app.logLines().map((text, line) => ({ place: 'log', where: `line ${line + 1}`, text }) as const),
    ...(await databaseTraces(app)),
    ...(await auditTraces(app)),
    ...(await fileTraces(app)),
    ...app.mail.received.map((mail, at) => {
      return { place: 'mails', where: whereOfMail(mail, at), text: `${mail.text}\n${mail.html}` } as const;
    }),
    ...app.mail.received.map(({ to, subject, raw }) => {
      return { place: 'mail headers', where: `${subject} to ${to}`, text: `${to}\n${subject}\n${raw}` } as const;
    }),
    ...exchanges.flatMap(exchangeTraces),
  ];
}

/** How a trace names an answer. */
export function whereOf({ method, url, status }: Exchange): string {
  return `${method} ${url} ${status}`;
}

/** How a trace names a mail: by what it is, and as the how many-th it came. */
export function whereOfMail({ subject, to }: ReceivedMail, at: number): string {
  return `${subject} to ${to}, mail ${at + 1}`;
}

/** Cookies are looked for by themselves: a cookie is where its value has to be. */
function exchangeTraces(exchange: Exchange): readonly Trace[] {
  const { url, sent, headers, body } = exchange;
  const where = whereOf(exchange);
  const named = (name: string) => headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value);
  const others = headers.filter(([name]) => name.toLowerCase() !== 'set-cookie');
  return [
    ...[url, sent.headers['referer'] ?? '', ...named('location')].map(
      (text) => ({ place: 'addresses', where, text }) as const,
    ),
    { place: 'answer headers', where, text: others.map((pair) => pair.join(': ')).join('\n') },
    { place: 'pages', where, text: body },
  ];
}

/** Every row of every table, and on SQLite the files as well: what was deleted may still be in them. */
export async function databaseTraces({ instance }: TestApp): Promise<readonly Trace[]> {
  const { database } = instance.config;
  if (database.engine === 'postgres') return postgresRows(database.url);
  const db = new Database(database.path, { readonly: true });
  const tables = db.prepare(`select name from sqlite_master where type = 'table'`).pluck().all() as string[];
  const rows = tables.flatMap((table) =>
    db
      .prepare(`select * from "${table}"`)
      .all()
      .map((row) => rowTrace(table, row)),
  );
  db.close();
  const files = [database.path, `${database.path}-wal`].filter((path) => existsSync(path));
  const raw = files.map((path) => readFileSync(path, 'latin1'));
  return [...rows, ...raw.map((text, at) => ({ place: 'database', where: `file ${at + 1}`, text }) as const)];
}

async function postgresRows(url: string): Promise<readonly Trace[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const named = await client.query(`select tablename from pg_tables where schemaname = 'public'`);
  const traces: Trace[] = [];
  for (const { tablename: table } of named.rows as { tablename: string }[]) {
    const { rows } = await client.query(`select * from "${table}"`);
    traces.push(...rows.map((row) => rowTrace(table, row)));
  }
  await client.end();
  return traces;
}

function rowTrace(table: string, row: unknown): Trace {
  const text = JSON.stringify(row, (_key, value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value));
  return { place: 'database', where: table, text };
}

/** The trail as people read it, with what is sealed in it opened. */
async function auditTraces({ instance }: TestApp): Promise<readonly Trace[]> {
  const trail = createTrail({
    reads: instance.storage.auditReads,
    store: instance.storage.seals,
    heads: instance.storage.heads,
    auditor: instance.auditor,
  });
  const rows = await trail.list({}, 10_000);
  return rows.map((row) => ({ place: 'audit', where: row.event.name, text: JSON.stringify(row) }));
}

/** The trail in every form in which it leaves, and an evidence pack of every organization. */
async function fileTraces({ instance }: TestApp): Promise<readonly Trace[]> {
  const { evidenceDesk, storage, sealer, trail, config } = instance;
  const traces: Trace[] = [];
  for (const { id } of await storage.organizations.list(null)) {
    for (const { name, pieces } of must(await evidenceDesk.make(id, 0)).files) {
      let text = '';
      for await (const piece of pieces) text += piece;
      traces.push({ place: 'files', where: `evidence: ${name}`, text });
    }
  }
  await sealer.run();
  for (const format of EXPORT_FORMATS) {
    for await (const text of exportLines(trail.export({}), format, config.url.origin)) {
      traces.push({ place: 'files', where: `audit export: ${format}`, text });
    }
  }
  return traces;
}
