import type { PasskeyReads } from '../../domain/sign-in/run/ports.ts';
import { compiledOnce } from './compiled.ts';
import { authenticatorOf } from './rows.ts';
import type { Db } from './tx.ts';

/** What signing in by a passkey alone reads. */
export function passkeyReadsOn(db: Db): PasskeyReads {
  return {
    async mayOpen() {
      return (await someThatAllowIt(db, {})).rows.length > 0;
    },
    async byCredentialId(credentialId) {
      const row = await db
        .selectFrom('authenticators')
        .selectAll()
        .where('external_id', '=', credentialId)
        .where('kind', '=', 'passkey')
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return row === undefined ? null : authenticatorOf(row);
    },
  };
}

const someThatAllowIt = compiledOnce((db) =>
  db
    .selectFrom('mandates')
    .innerJoin('organizations', 'organizations.id', 'mandates.organization_id')
    .select('organizations.id')
    .where('mandates.passkey_first', '=', 1)
    .where('organizations.disabled_at', 'is', null)
    .limit(1),
);
