import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Sealing } from '../../platform/keys.ts';

/** Private keys that sign ID tokens, JWT access tokens and logout tokens; ES256 first. */
export interface SigningKeys {
  load(): Promise<readonly JWK[]>;
}

/** Where the keys are kept, sealed: shared by all nodes of one database. */
export interface SigningKeyStore {
  get(name: string): Promise<string | null>;
  /** Keeps `value` under `name` unless something is there already; returns what is there. */
  setIfAbsent(name: string, value: string): Promise<string>;
}

const NAME = 'signing-keys';
const CONTEXT = 'installation/signing-keys';
/** RS256 stays for relying parties that know nothing else (OpenID Connect Core §15.1). */
const ALGORITHMS = ['ES256', 'RS256'] as const;

/** Keys are made by the first node that needs them; of several, one node's are kept. */
export function createSigningKeys(store: SigningKeyStore, sealing: Sealing): SigningKeys {
  let loaded: Promise<readonly JWK[]> | null = null;
  async function load(): Promise<readonly JWK[]> {
    const sealed =
      (await store.get(NAME)) ??
      (await store.setIfAbsent(NAME, sealing.seal(JSON.stringify(await makeKeys()), CONTEXT)));
    return JSON.parse(sealing.open(sealed, CONTEXT)) as JWK[];
  }
  return {
    load() {
      loaded ??= load();
      return loaded;
    },
  };
}

async function makeKeys(): Promise<readonly JWK[]> {
  return Promise.all(
    ALGORITHMS.map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = await exportJWK(privateKey);
      return { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
    }),
  );
}
