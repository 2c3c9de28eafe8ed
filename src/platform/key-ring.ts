import { hkdfSync, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { KeyRing } from './keys.ts';

const ROOT_KEY_BYTES = 32;
const FILE_NAME = 'keys.json';

/** Why the keys could not be read. Ends the start of a process. */
export class KeysUnavailable extends Error {
  readonly reason: 'missing' | 'malformed';

  constructor(reason: 'missing' | 'malformed', message: string) {
    super(message);
    this.name = 'KeysUnavailable';
    this.reason = reason;
  }
}

/** A root key: 256 random bits and the short public id that goes into what it made. */
interface RootKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/**
 * Reads `keys.json` of the data folder. With `create`, makes one (mode 0600, in a folder of mode 0700) where there is
 * none; of two processes that do so at once, one wins and both use its key. Throws {@link KeysUnavailable}.
 */
export function loadKeyRing(folder: string, options: { readonly create: boolean }): KeyRing {
  const path = join(folder, FILE_NAME);
  const found = readIfThere(path);
  if (found !== null) return ringOf(parseKeys(found, path));
  if (!options.create) {
    throw new KeysUnavailable(
      'missing',
      `There is no ${FILE_NAME} in ${folder}. Without the keys nothing in the database can be opened: put back the file from its backup.`,
    );
  }
  createKeyFile(folder, path);
  return ringOf(parseKeys(readFileSync(path, 'utf8'), path));
}

/** A ring of given root keys (32 bytes each), newest first. Ids follow from the bytes: for tests. */
export function keyRingFrom(...rootKeys: readonly Uint8Array[]): KeyRing {
  return ringOf(
    rootKeys.map((bytes) => ({ id: deriveFrom(bytes, 'id', 6).toString('base64url'), bytes: Buffer.from(bytes) })),
  );
}

function ringOf(keys: readonly RootKey[]): KeyRing {
  const newest = keys[0];
  if (newest === undefined) throw new KeysUnavailable('malformed', 'A key ring needs at least one key.');
  const byId = new Map(keys.map((key) => [key.id, key.bytes]));
  return {
    keyId: newest.id,
    fingerprint: deriveFrom(newest.bytes, 'fingerprint', 16).toString('base64url'),
    derive(purpose, bytes, keyId = newest.id) {
      const root = byId.get(keyId);
      if (root === undefined) throw new Error(`no key with id ${JSON.stringify(keyId)} in the ring`);
      return deriveFrom(root, `purpose/${purpose}`, bytes);
    },
  };
}

/** HKDF-SHA-256 (RFC 5869); no salt is needed, the root key is uniformly random (§3.1). */
function deriveFrom(root: Uint8Array, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', root, '', `vestibule/${info}`, bytes));
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseKeys(text: string, path: string): RootKey[] {
  const malformed = () =>
    new KeysUnavailable('malformed', `${path} is not a key file: put back the file from its backup.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's message would quote key material into the log.
    throw malformed();
  }
  const entries = (parsed as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(entries) || entries.length === 0) throw malformed();
  return entries.map((entry: { id?: unknown; key?: unknown } | null) => {
    const { id, key } = entry ?? {};
    if (typeof id !== 'string' || !/^[\w-]{4,16}$/.test(id) || typeof key !== 'string') throw malformed();
    const bytes = Buffer.from(key, 'base64url');
    if (bytes.length !== ROOT_KEY_BYTES) throw malformed();
    return { id, bytes };
  });
}

function createKeyFile(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const key = { id: randomBytes(6).toString('base64url'), key: randomBytes(ROOT_KEY_BYTES).toString('base64url') };
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeDurably(draft, `${JSON.stringify({ keys: [key] }, null, 2)}\n`);
    // A link never replaces: whoever comes second keeps the first one's key, and a crash leaves no half file.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
