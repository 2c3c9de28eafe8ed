import type { Artifact, ArtifactStore } from '../../domain/clients/run/artifacts.ts';
import type { ArtifactsTable } from '../tables.ts';
import { isUniqueViolation } from './errors.ts';
import type { Db } from './tx.ts';

/** What OpenID Connect hands out and remembers. */
export function artifactStoreOn(db: Db): ArtifactStore {
  return {
    async put(artifact) {
      const { id: _id, kind: _kind, consumed_at: _consumed, ...columns } = rowOf(artifact);
      await db
        .insertInto('artifacts')
        .values(rowOf(artifact))
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    },
    async putNew(artifact) {
      try {
        await db.insertInto('artifacts').values(rowOf(artifact)).execute();
        return true;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    async find(kind, by) {
      const select = db.selectFrom('artifacts').selectAll();
      const row = await ('key' in by
        ? select.where('id', '=', idOf(kind, by.key))
        : select.where('user_code_key', '=', by.userCodeKey).where('kind', '=', kind)
      ).executeTakeFirst();
      return row === undefined ? null : artifactOf(row);
    },
    async consume(kind, key, at) {
      const { numUpdatedRows } = await db
        .updateTable('artifacts')
        .set({ consumed_at: at })
        .where('id', '=', idOf(kind, key))
        .where('consumed_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async remove(kind, key) {
      await db.deleteFrom('artifacts').where('id', '=', idOf(kind, key)).execute();
    },
    async removeGrant(grantKey) {
      await db
        .deleteFrom('artifacts')
        .where((eb) => eb.or([eb('grant_key', '=', grantKey), eb('id', '=', idOf('Grant', grantKey))]))
        .execute();
    },
  };
}

function idOf(kind: string, key: string): string {
  return `${kind}:${key}`;
}

function rowOf(artifact: Artifact): ArtifactsTable {
  return {
    id: idOf(artifact.kind, artifact.key),
    kind: artifact.kind,
    payload_sealed: artifact.payloadSealed,
    account_id: artifact.accountId,
    session_id: artifact.sessionId,
    grant_key: artifact.grantKey,
    user_code_key: artifact.userCodeKey,
    expires_at: artifact.expiresAt,
    consumed_at: artifact.consumedAt,
  };
}

function artifactOf(row: ArtifactsTable): Artifact {
  return {
    kind: row.kind,
    key: row.id.slice(row.kind.length + 1),
    payloadSealed: row.payload_sealed,
    accountId: row.account_id,
    sessionId: row.session_id,
    grantKey: row.grant_key,
    userCodeKey: row.user_code_key,
    expiresAt: row.expires_at,
    consumedAt: row.consumed_at,
  };
}
