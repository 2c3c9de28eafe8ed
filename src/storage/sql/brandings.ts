import type { BrandingStore } from '../../domain/organizations/run/ports.ts';
import { type Db, fromTx } from './tx.ts';

/** Logos apart from their organizations, which are read with every membership. Text, since the engines disagree on bytes. */
export function brandingStoreOn(db: Db): BrandingStore {
  return {
    async put(tx, id, { displayName, color, logo }, png) {
      await fromTx(tx)
        .updateTable('organizations')
        .set({
          display_name: displayName,
          brand_color: color,
          logo_id: logo?.id ?? null,
          logo_width: logo?.width ?? null,
          logo_height: logo?.height ?? null,
        })
        .where('id', '=', id)
        .execute();
      await fromTx(tx)
        .deleteFrom('logos')
        .where('organization_id', '=', id)
        .where('id', '!=', logo?.id ?? '')
        .execute();
      if (logo === null || png === null) return;
      await fromTx(tx)
        .insertInto('logos')
        .values({ id: logo.id, organization_id: id, png: png.toString('base64') })
        .execute();
    },
    async logo(id) {
      const row = await db.selectFrom('logos').select('png').where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : Buffer.from(row.png, 'base64');
    },
  };
}
