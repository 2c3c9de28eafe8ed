import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import {
  auditEveryField,
  auditYearsField,
  countField,
  type DatabaseTarget,
  databaseField,
  headerField,
  hostField,
  type MailSender,
  mailFromField,
  nameField,
  type PublicUrl,
  portField,
  publicUrlField,
  smtpField,
  supportField,
  trustedProxiesField,
  webhookField,
} from './config-fields.ts';
import { ok, type Result, refused } from './kernel/result.ts';

export type { DatabaseTarget, MailSender, PublicUrl } from './config-fields.ts';

/** Everything an instance is told from outside, checked. */
export interface Config {
  /** The public address and issuer; never derived from a request. */
  readonly url: PublicUrl;
  readonly database: DatabaseTarget;
  /** Absolute path of the folder of keys and the default database. */
  readonly dataFolder: string;
  /** `smtp://…` or `smtps://…`, with its password; null: no mail is handed over. */
  readonly smtp: string | null;
  readonly mailFrom: MailSender;
  /** Networks whose `X-Forwarded-For` is believed, in CIDR form. */
  readonly trustedProxies: readonly string[];
  /** The relying party id of passkeys: the host of the URL or a parent domain of it. */
  readonly passkeyDomain: string;
  readonly instanceName: string;
  /** The instance's own support contact; null: none given. */
  readonly support: string | null;
  /** Wrong passwords of one network, and of all together, in ten minutes before work is asked for. */
  readonly failures: { readonly ofNetwork: number; readonly overall: number };
  /** Resets that one agent may open, and as many carry out; so many carried out within a day raise an alert. */
  readonly resets: { readonly perHour: number; readonly perDay: number; readonly alertAt: number };
  /** Absolute path of the file that signed heads of the audit trail are appended to; null: none. */
  readonly auditHeads: string | null;
  /** Where signed heads are posted to; null: nowhere. */
  readonly auditWebhook: string | null;
  readonly auditEveryMs: number;
  readonly auditYears: number;
  /** A header, in lower case, by which trusted proxies say `1` of a shared workstation; null: none does. */
  readonly workstationHeader: string | null;
  /** Sorted file of SHA-1 hashes of passwords that were stolen elsewhere; null: none. */
  readonly breachedPasswords: string | null;
  /** Absolute path of a table that tells the countries of network addresses; null: none is shown. */
  readonly countries: string | null;
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
}

/** One setting: its environment variable, and the same as a command-line flag. */
export interface Setting {
  readonly variable: string;
  /** As `--mail-from`. */
  readonly flag: string;
  /** The key under which a parsed flag is handed to {@link readConfig}. */
  readonly option: string;
  /** What stands for the value in help texts. */
  readonly value: string;
  readonly about: string;
  /** May also be given as the path of a file, in the variable with `_FILE` at its end. */
  readonly secret: boolean;
}

/** All settings, for command lines and documents. */
export const SETTINGS: readonly Setting[] = [
  setting('VESTIBULE_URL', 'url', 'URL', 'public address, as https://signin.example.org'),
  setting('VESTIBULE_DATABASE', 'database', 'TARGET', 'sqlite:PATH or postgres://…', true),
  setting('VESTIBULE_DATA', 'data', 'FOLDER', 'folder of keys and the default database'),
  setting('VESTIBULE_SMTP', 'smtp', 'URL', 'mail server, as smtp://user:password@mail.example.org:587', true),
  setting('VESTIBULE_MAIL_FROM', 'mailFrom', 'ADDRESS', 'sender of all mail'),
  setting('VESTIBULE_TRUSTED_PROXIES', 'trustedProxies', 'NETWORKS', 'proxies in front, as 10.0.0.0/8,::1/128'),
  setting('VESTIBULE_PASSKEY_DOMAIN', 'passkeyDomain', 'DOMAIN', 'domain of passkeys; the host of the URL by default'),
  setting('VESTIBULE_NAME', 'name', 'NAME', 'name of this instance'),
  setting('VESTIBULE_SUPPORT', 'support', 'CONTACT', 'where people get help: an address, a number or a link'),
  setting('VESTIBULE_AUDIT_HEADS', 'auditHeads', 'FILE', 'file that signed heads of the audit trail are appended to'),
  setting('VESTIBULE_AUDIT_WEBHOOK', 'auditWebhook', 'URL', 'https address that signed heads are posted to', true),
  setting('VESTIBULE_AUDIT_EVERY', 'auditEvery', 'MINUTES', 'how often a head is signed, 60 minutes by default'),
  setting('VESTIBULE_AUDIT_RETENTION', 'auditRetention', 'YEARS', 'how long audit rows are kept, 6 years by default'),
  setting(
    'VESTIBULE_FAILURES_PER_NETWORK',
    'failuresPerNetwork',
    'COUNT',
    'wrong passwords of a network in ten minutes before its unknown browsers must compute first, 30 by default',
  ),
  setting(
    'VESTIBULE_FAILURES_OVERALL',
    'failuresOverall',
    'COUNT',
    'wrong passwords of all in ten minutes before unknown browsers must compute first, 200 by default',
  ),
  setting(
    'VESTIBULE_RESETS_PER_HOUR',
    'resetsPerHour',
    'COUNT',
    'resets that one agent may do in an hour, 5 by default',
  ),
  setting('VESTIBULE_RESETS_PER_DAY', 'resetsPerDay', 'COUNT', 'resets that one agent may do in a day, 20 by default'),
  setting(
    'VESTIBULE_RESETS_ALERT',
    'resetsAlert',
    'COUNT',
    'resets of one agent within a day that alert the owners, 3 by default',
  ),
  setting(
    'VESTIBULE_WORKSTATION_HEADER',
    'workstationHeader',
    'HEADER',
    'header by which a proxy tells shared workstations',
  ),
  setting(
    'VESTIBULE_BREACHED_PASSWORDS',
    'breachedPasswords',
    'FILE',
    'sorted SHA-1 hashes of passwords that were stolen elsewhere',
  ),
  setting('VESTIBULE_COUNTRIES', 'countries', 'FILE', 'table of countries by network address, as CSV'),
  setting('PORT', 'port', 'PORT', 'port to listen on, 4000 by default'),
  setting('HOST', 'host', 'HOST', 'address to listen on, 127.0.0.1 by default'),
];

/**
 * Reads the settings. A flag wins over its variable; an empty one counts as absent. `flags` is keyed by {@link Setting.option};
 * other keys are ignored. Each problem is a sentence that names the variable and never repeats a secret.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, unknown>> = {},
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Result<Config, readonly string[]> {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const one of SETTINGS) {
    const found = valueOf(one, env, flags, readFile);
    if (!found.ok) problems.push(`${one.variable} ${found.error}`);
    else if (found.value !== null) given[one.variable] = found.value;
  }
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`));
  }
  if (!parsed.success || problems.length > 0) return refused(problems);
  const passkeyDomain = (parsed.data.VESTIBULE_PASSKEY_DOMAIN ?? parsed.data.VESTIBULE_URL.host).toLowerCase();
  if (!isDomainOf(passkeyDomain, parsed.data.VESTIBULE_URL.host)) {
    return refused([
      `VESTIBULE_PASSKEY_DOMAIN must be the host of VESTIBULE_URL (${parsed.data.VESTIBULE_URL.host}) or a parent domain of it.`,
    ]);
  }
  if (parsed.data.VESTIBULE_WORKSTATION_HEADER !== undefined && parsed.data.VESTIBULE_TRUSTED_PROXIES.length === 0) {
    return refused([
      'VESTIBULE_WORKSTATION_HEADER is believed from proxies only: name them in VESTIBULE_TRUSTED_PROXIES.',
    ]);
  }
  return ok(assemble(parsed.data, passkeyDomain));
}

function setting(variable: string, option: string, value: string, about: string, secret = false): Setting {
  const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return { variable, flag, option, value, about, secret };
}

const environment = z.object({
  VESTIBULE_URL: z
    .string({ error: 'is missing: set it to the public address of this instance, as https://signin.example.org.' })
    .transform(publicUrlField),
  VESTIBULE_DATABASE: z.string().transform(databaseField).optional(),
  VESTIBULE_DATA: z.string().default('.vestibule'),
  VESTIBULE_SMTP: z.string().transform(smtpField).optional(),
  VESTIBULE_MAIL_FROM: z.string().transform(mailFromField).optional(),
  VESTIBULE_TRUSTED_PROXIES: z.string().default('').transform(trustedProxiesField),
  VESTIBULE_PASSKEY_DOMAIN: z.string().optional(),
  VESTIBULE_NAME: z.string().default('Vestibule').transform(nameField),
  VESTIBULE_SUPPORT: z.string().transform(supportField).optional(),
  VESTIBULE_FAILURES_PER_NETWORK: z.string().default('30').transform(countField),
  VESTIBULE_FAILURES_OVERALL: z.string().default('200').transform(countField),
  VESTIBULE_RESETS_PER_HOUR: z.string().default('5').transform(countField),
  VESTIBULE_RESETS_PER_DAY: z.string().default('20').transform(countField),
  VESTIBULE_RESETS_ALERT: z.string().default('3').transform(countField),
  VESTIBULE_AUDIT_HEADS: z.string().optional(),
  VESTIBULE_AUDIT_WEBHOOK: z.string().transform(webhookField).optional(),
  VESTIBULE_AUDIT_EVERY: z.string().default('60').transform(auditEveryField),
  // HIPAA, 45 CFR 164.316(b)(2)(i): six years.
  VESTIBULE_AUDIT_RETENTION: z.string().default('6').transform(auditYearsField),
  VESTIBULE_WORKSTATION_HEADER: z.string().transform(headerField).optional(),
  VESTIBULE_BREACHED_PASSWORDS: z.string().optional(),
  VESTIBULE_COUNTRIES: z.string().optional(),
  PORT: z.string().default('4000').transform(portField),
  HOST: z.string().default('127.0.0.1').transform(hostField),
});

function assemble(read: z.infer<typeof environment>, passkeyDomain: string): Config {
  const dataFolder = resolve(read.VESTIBULE_DATA);
  return {
    url: read.VESTIBULE_URL,
    database: read.VESTIBULE_DATABASE ?? { engine: 'sqlite', path: join(dataFolder, 'vestibule.sqlite') },
    dataFolder,
    smtp: read.VESTIBULE_SMTP ?? null,
    mailFrom: read.VESTIBULE_MAIL_FROM ?? {
      name: read.VESTIBULE_NAME,
      address: `no-reply@${read.VESTIBULE_URL.host}`,
    },
    trustedProxies: read.VESTIBULE_TRUSTED_PROXIES,
    passkeyDomain,
    instanceName: read.VESTIBULE_NAME,
    support: read.VESTIBULE_SUPPORT ?? null,
    failures: { ofNetwork: read.VESTIBULE_FAILURES_PER_NETWORK, overall: read.VESTIBULE_FAILURES_OVERALL },
    resets: {
      perHour: read.VESTIBULE_RESETS_PER_HOUR,
      perDay: read.VESTIBULE_RESETS_PER_DAY,
      alertAt: read.VESTIBULE_RESETS_ALERT,
    },
    auditHeads: read.VESTIBULE_AUDIT_HEADS === undefined ? null : resolve(read.VESTIBULE_AUDIT_HEADS),
    auditWebhook: read.VESTIBULE_AUDIT_WEBHOOK ?? null,
    auditEveryMs: read.VESTIBULE_AUDIT_EVERY,
    auditYears: read.VESTIBULE_AUDIT_RETENTION,
    workstationHeader: read.VESTIBULE_WORKSTATION_HEADER ?? null,
    breachedPasswords: pathOf(read.VESTIBULE_BREACHED_PASSWORDS),
    countries: pathOf(read.VESTIBULE_COUNTRIES),
    port: read.PORT,
    host: read.HOST,
  };
}

function valueOf(
  one: Setting,
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, unknown>>,
  readFile: (path: string) => string,
): Result<string | null, string> {
  const flag = flags[one.option];
  if (typeof flag === 'string' && flag !== '') return ok(flag);
  const direct = env[one.variable];
  const path = one.secret ? env[`${one.variable}_FILE`] : undefined;
  if (!path) return ok(direct || null);
  if (direct) return refused(`and ${one.variable}_FILE are both set: keep one of them.`);
  try {
    // Files of secrets usually end in a line break that is not part of the secret.
    return ok(readFile(path).trim());
  } catch {
    return refused(`could not be read from the file named in ${one.variable}_FILE (${path}).`);
  }
}

function isDomainOf(domain: string, host: string): boolean {
  if (domain === host) return true;
  return domain.includes('.') && !domain.startsWith('.') && host.endsWith(`.${domain}`);
}

function pathOf(text: string | undefined): string | null {
  return text === undefined ? null : resolve(text);
}
