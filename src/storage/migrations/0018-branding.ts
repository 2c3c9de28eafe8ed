import type { Migration } from 'kysely/migration';
import { belongsTo, type Db, index, key, required, table } from './build.ts';

/** Organizations show themselves: a name, a color, and a logo that lies apart. */
export const branding: Migration = {
  async up(db: Db): Promise<void> {
    for (const name of ['display_name', 'brand_color', 'logo_id']) {
      await db.schema.alterTable('organizations').addColumn(name, 'text').execute();
    }
    for (const name of ['logo_width', 'logo_height']) {
      await db.schema.alterTable('organizations').addColumn(name, 'integer').execute();
    }
    await table(db, 'logos', (logos) =>
      required(belongsTo(key(logos, 'id'), 'organization_id', 'organizations.id'), 'text', ['png']),
    );
    await index(db, 'logos', ['organization_id']);
  },
};
