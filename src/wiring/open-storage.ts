import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../platform/config.ts';
import { KeysUnavailable, loadKeyRing } from '../platform/key-ring.ts';
import type { KeyRing, Sealing } from '../platform/keys.ts';
import { createSealing } from '../platform/sealing.ts';
import { openStorage, type Storage } from '../storage/open.ts';
import { type Outside, StartRefused } from './outside.ts';

/** An open database and the keys that belong to it. */
export interface Opened {
  readonly storage: Storage;
  readonly keyRing: KeyRing;
  readonly sealing: Sealing;
  /** Steps that brought the schema up to date. */
  readonly migrated: readonly string[];
}

/** Under which name the fingerprint of the keys is recorded. */
export const KEYS_FACT = 'key-fingerprint';
/** Under which name the passkey domain is recorded. */
export const PASSKEY_DOMAIN_FACT = 'passkey-domain';

/**
 * Opens and migrates the database and reads its keys. Keys are made only for an empty database; a node whose keys or
 * passkey domain differ from what the database knows does not start.
 */
export async function openMatching(config: Config, outside: Outside): Promise<Opened> {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const { url, sqlitePath } = targetOf(config);
  if (sqlitePath !== null) mkdirSync(dirname(sqlitePath), { recursive: true, mode: 0o700 });
  // The keys depend on whether the database is empty, and the database seals with the keys.
  let sealing: Sealing | null = null;
  const late: Sealing = {
    seal: (plain, context) => present(sealing).seal(plain, context),
    open: (text, context) => present(sealing).open(text, context),
  };
  const storage = await openStorage(url, {
    sealing: late,
    onIdleError: (error) => outside.log.error({ err: error }, 'database connection lost'),
  });
  try {
    const migrated = await storage.migrate();
    const keyRing = readKeys(config.dataFolder, await storage.installation.isEmpty());
    sealing = createSealing(keyRing);
    await requireSameKeys(storage, keyRing);
    await requireSamePasskeyDomain(storage, config.passkeyDomain);
    return { storage, keyRing, sealing, migrated };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function present(sealing: Sealing | null): Sealing {
  if (sealing === null) throw new Error('sealing before the keys were read');
  return sealing;
}

/** Where the database is: its URL, and the file of an embedded one. */
export function targetOf(config: Config): { readonly url: string; readonly sqlitePath: string | null } {
  const { database } = config;
  return database.engine === 'sqlite'
    ? { url: `sqlite:${database.path}`, sqlitePath: database.path }
    : { url: database.url, sqlitePath: null };
}

function readKeys(folder: string, create: boolean): KeyRing {
  try {
    return loadKeyRing(folder, { create });
  } catch (error) {
    if (error instanceof KeysUnavailable) throw new StartRefused(error.message);
    throw error;
  }
}

async function requireSameKeys(storage: Storage, keyRing: KeyRing): Promise<void> {
  const known = await storage.installation.setIfAbsent(KEYS_FACT, keyRing.fingerprint);
  if (known === keyRing.fingerprint) return;
  throw new StartRefused(
    'The keys in VESTIBULE_DATA are not the ones this database was made with. Copy keys.json from the node that made it.',
  );
}

async function requireSamePasskeyDomain(storage: Storage, domain: string): Promise<void> {
  const known = await storage.installation.setIfAbsent(PASSKEY_DOMAIN_FACT, domain);
  if (known === domain) return;
  const orphaned = await storage.installation.livePasskeys();
  throw new StartRefused(
    `The passkey domain was recorded as ${known} and would become ${domain}: ${orphaned} passkeys would stop working. ` +
      `Set VESTIBULE_PASSKEY_DOMAIN=${known}.`,
  );
}
