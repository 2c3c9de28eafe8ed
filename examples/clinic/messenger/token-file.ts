import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is kept between two commands. */
export interface KeptTokens {
  readonly issuer: string;
  /** Which client they were given to: another one may not use them. */
  readonly clientId: string;
  readonly subject: string;
  readonly refreshToken: string;
}

/** The file of one person on one computer. */
export interface TokenFile {
  read(): KeptTokens | null;
  write(tokens: KeptTokens): void;
  remove(): void;
}

/** Where the file is: `MESSENGER_HOME`, else the folder for settings of this system's user. */
export function tokenFolder(env: Readonly<Record<string, string | undefined>>): string {
  const settings = env.APPDATA ?? env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  return env.MESSENGER_HOME ?? join(settings, 'clinic-messenger');
}

/** The file below a folder; nobody but its owner may read either. */
export function tokenFileIn(folder: string): TokenFile {
  const path = join(folder, 'tokens.json');
  return {
    read() {
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as KeptTokens;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    write(tokens) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // In place of the old file at once: a refresh token that is lost half-way cannot be had again.
      const fresh = `${path}.${process.pid}`;
      writeFileSync(fresh, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      renameSync(fresh, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}
