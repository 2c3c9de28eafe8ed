import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CURRENT } from '../../src/domain/methods/password/hash.ts';
import { leadsOnAfter } from '../load/vestibule.ts';
import { openBulk } from '../seed/bulk.ts';
import { ENGINE_NAMES, ENGINES, type Engine, type Served, type Stage } from '../stage.ts';
import type { Row } from './row.ts';
import { withConnection } from './session-check.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../bin/vestibule.cjs');
/** argon2id as it is asked for today (OWASP); a faster figure with less would be worth nothing. */
const HASH = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
/** As SQLite numbers them (its documentation of `PRAGMA synchronous`). */
const SYNCHRONOUS: Readonly<Record<string, string>> = { 2: 'FULL', 3: 'EXTRA' };
/** Of a browser that the account does not know. */
const FREE_TRIES = 10;
/** Accounts that the product itself set up, to be copied, each from a browser that it remembers since. */
const TEMPLATES = 2;

/** Looks, after everything was measured, whether it was paid for in full. Throws when it was not. */
export const keptRow: Row = {
  name: 'kept',
  async run(stage) {
    const lines = [];
    for (const engine of ENGINES) lines.push(...(await lookAt(stage, engine)));
    return { findings: [], charts: [], text: `## What was kept while measuring\n\n${lines.join('\n')}` };
  },
};

async function lookAt(stage: Stage, engine: Engine): Promise<readonly string[]> {
  const served = await stage.vestibule(engine);
  return [
    `- ${ENGINE_NAMES[engine]}: ${hashLine(served)}`,
    `- ${ENGINE_NAMES[engine]}: ${await durabilityLine(served)}`,
    `- ${ENGINE_NAMES[engine]}: ${await rowsLine(served)}`,
    `- ${ENGINE_NAMES[engine]}: ${await budgetLine(served)}`,
  ];
}

function hashLine({ installation: { passwordHash } }: Served): string {
  if (!HASH.test(passwordHash) || CURRENT.outputLen !== 32)
    throw new Error('the password hash costs less than it must');
  return `passwords are stored as \`${HASH.exec(passwordHash)?.[0]}\`…`;
}

/** What `vestibule doctor` finds. */
async function durabilityLine({ installation }: Served): Promise<string> {
  const env = { ...process.env, ...installation.env };
  const { stdout } = await run(process.execPath, [program, 'doctor', '--json'], { env }).catch(
    (error: { stdout: string }) => error,
  );
  const found = checksOf(JSON.parse(stdout));
  const wanted = installation.database.startsWith('sqlite:')
    ? ['journal_mode', 'synchronous', 'foreign_keys']
    : ['fsync', 'full_page_writes', 'synchronous_commit'];
  const kept = wanted.map((name) => {
    const check = found.find((one) => one.what === name);
    if (check?.state !== 'fine') throw new Error(`${name} is not as it must be: ${JSON.stringify(check ?? found)}`);
    return `${name} ${name === 'synchronous' ? (SYNCHRONOUS[check.found] ?? check.found) : check.found}`;
  });
  return kept.join(', ');
}

interface Check {
  readonly what: string;
  readonly state: string;
  readonly found: string;
}

/** Something else may well be wrong: there is no mail server here. */
function checksOf(told: {
  readonly checks?: readonly Check[];
  readonly refused?: { readonly checks: readonly Check[] };
}) {
  return told.refused?.checks ?? told.checks ?? [];
}

/** Each session has its row in the audit trail, and each browser that was new its mail in the outbox. */
async function rowsLine({ installation }: Served): Promise<string> {
  const bulk = await openBulk(installation.database);
  const count = async (sql: string) => Number((await bulk.all(sql))[0]?.['n']);
  const sessions = await count('select count(*) as n from sessions');
  const audited = await count("select count(*) as n from audit_events where name = 'session.started'");
  const without = await count(
    `select count(*) as n from sessions where not exists (select 1 from audit_events
     where name = 'session.started' and audit_events.attempt_id = sessions.attempt_id)`,
  );
  const { apps, passkeys } = installation.plan;
  const browsers = (await count('select count(*) as n from devices')) - apps - passkeys - TEMPLATES;
  const mails = await count("select count(*) as n from outbox where kind = 'new-device'");
  await bulk.close();
  if (audited !== sessions || without !== 0) throw new Error(`${sessions} sessions, but ${audited} rows in the trail`);
  if (mails !== browsers) throw new Error(`${browsers} browsers were new, but ${mails} mails tell of one`);
  return `${sessions} sessions, ${audited} rows of their beginning in the audit trail; ${browsers} new browsers, ${mails} mails in the outbox`;
}

async function budgetLine({ server, installation }: Served): Promise<string> {
  const leadsOn = await withConnection(server.port, async (connection) => {
    const at = async (wrong: number) => leadsOnAfter(wrong, installation, connection);
    return [await at(FREE_TRIES - 1), await at(FREE_TRIES + 1)];
  });
  if (leadsOn[0] !== true || leadsOn[1] !== false)
    throw new Error('an account’s tries are not counted as they must be');
  return `after ${FREE_TRIES - 1} wrong passwords from elsewhere the right one leads on, after ${FREE_TRIES + 1} it has to wait`;
}
