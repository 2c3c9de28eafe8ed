import { afterEach, describe, expect, it } from 'vitest';
import { inventoryDocument } from '../../src/platform/http/inventory.ts';
import { startRealApp } from './real-app.ts';
import type { RunningApp } from './running-app.ts';

let app: RunningApp | undefined;

afterEach(async () => {
  await app?.stop();
});

describe('the list of routes', () => {
  it('in docs/routes.md is the one that the server has (ASVS 6.1.3)', async () => {
    app = await startRealApp();
    await expect(inventoryDocument(app.routes())).toMatchFileSnapshot('../../docs/routes.md');
  });
});
