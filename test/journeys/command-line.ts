import { runProgram } from '../../src/edges/cli/program.ts';
import { createLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { commandServices } from '../../src/wiring/command-line.ts';
import { PASSWORD, type TestApp } from '../app.ts';
import { nextAppCode } from './steps.ts';

/** An operator at the command line, proved by password and app code. */
export interface Agent {
  readonly address: string;
  /** Of the authenticator app. */
  readonly secret: string;
}

/** What a reset command printed, as far as stories look at it. */
export interface ResetOutput {
  readonly case: string;
  readonly needsApproval: boolean;
  readonly pass: { readonly code: string; readonly left: number } | null;
}

const RECORD = '--reason lost --ticket T-1 --call-back 555 --checked called-number-on-record,identity-confirmed';

/** Runs `vestibule reset …` on the app's own database, as a second process would. Throws when it was refused. */
export async function reset(app: TestApp, agent: Agent, line: string): Promise<ResetOutput> {
  const { exit, out, err } = await run(app, agent, line);
  if (exit !== 0) throw new Error(`exit ${exit}: ${out}${err}`);
  return JSON.parse(out);
}

/** The reason why such a command was refused. Throws when it was not. */
export async function resetRefusal(app: TestApp, agent: Agent, line: string): Promise<string> {
  const { exit, out, err } = await run(app, agent, line);
  if (exit !== 1) throw new Error(`exit ${exit}: ${out}${err}`);
  return JSON.parse(out).refused.reason;
}

/** Runs an administrative command, as the system user does, on the app's own database. */
export function administer(app: TestApp, ...words: readonly string[]) {
  return administerWith(app, [], ...words);
}

/** The same with what is typed where the command asks for secrets. */
export async function administerWith(app: TestApp, secrets: readonly string[], ...words: readonly string[]) {
  const { exit, out, err } = await runWords(app, [...words, '--json'], secrets);
  return { exit, json: JSON.parse(out), err };
}

function run(app: TestApp, agent: Agent, line: string) {
  const words = `reset ${line} --as ${agent.address} --json ${line.startsWith('open ') ? RECORD : ''}`;
  return runWords(app, words.trim().split(' '), [PASSWORD, nextAppCode(app, agent.secret)]);
}

/** Runs any command line, with what is typed where it asks for secrets. */
export async function runWords(
  app: TestApp,
  words: readonly string[],
  secrets: readonly string[],
  log = createLog({ level: 'silent' }),
) {
  let out = '';
  let err = '';
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecrets: async () => secrets,
  };
  const outside = { clock: app.clock, random: systemRandom, log, transport: null };
  const exit = await runProgram([...words], commandServices(settingsOf(app), io, outside), io, '0.0.0');
  return { exit, out, err };
}

/** The settings of the running app, as an operator has them in the environment. */
function settingsOf({ instance, mail }: TestApp): Readonly<Record<string, string>> {
  const { url, dataFolder, database, breachedPasswords, resets } = instance.config;
  return {
    VESTIBULE_URL: url.origin,
    VESTIBULE_DATA: dataFolder,
    VESTIBULE_DATABASE: database.engine === 'sqlite' ? `sqlite:${database.path}` : database.url,
    VESTIBULE_SMTP: mail.url,
    VESTIBULE_RESETS_PER_HOUR: String(resets.perHour),
    VESTIBULE_RESETS_PER_DAY: String(resets.perDay),
    VESTIBULE_RESETS_ALERT: String(resets.alertAt),
    ...(breachedPasswords === null ? {} : { VESTIBULE_BREACHED_PASSWORDS: breachedPasswords }),
  };
}
