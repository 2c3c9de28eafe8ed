import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import { terminal } from '../../../test/harness/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'vestibule-logo-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file for a command to read. */
function file(name: string, bytes: Buffer | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('how an organization shows itself', () => {
  it('is set, shown and taken away by command, and what became of a color is said', async () => {
    const run = terminal();
    await run(`org create 'Riverside Clinic'`);
    const png = new PNG({ width: 800, height: 100 });
    png.data.fill(255);
    const logo = file('logo.png', PNG.sync.write(png));
    const set = await run(`org set 'Riverside Clinic' --display-name Riverside --brand-color '#FFE066' --logo ${logo}`);
    expect(set.out).toBe(
      'Riverside Clinic was changed. Its color is darkened to #695700 on light pages, kept on dark ones.\n',
    );
    const shown = await run(`org show 'Riverside Clinic'`);
    expect(shown.out).toMatch(/Shown as +Riverside\nColor +#ffe066, darkened [^\n]+\nLogo +400 × 50 pixels\n/);
    const { json } = await run(`org set 'Riverside Clinic' --no-logo --no-display-name --json`);
    expect(json['branding']).toEqual({ displayName: null, brandColor: '#ffe066', logo: null });
    expect((await run(`org set 'Riverside Clinic' --no-brand-color`)).out).toBe('Riverside Clinic was changed.\n');
  });

  it('is refused with a sentence, and then stays', async () => {
    const run = terminal();
    await run(`org create 'Riverside Clinic'`);
    const svg = file('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const refusals = {
      'color-malformed': '--brand-color red',
      'name-malformed': "--display-name ''",
      'logo-wrong-type': `--logo ${svg}`,
      'file-missing': `--logo ${join(folder, 'none.png')}`,
      'one-thing-at-a-time': '--brand-color 0af --idle 10m',
      unchanged: '--no-logo',
    };
    for (const [reason, options] of Object.entries(refusals)) {
      const { code, json } = await run(`org set 'Riverside Clinic' ${options} --json`);
      expect([code, json['refused']?.['reason'], json['refused']?.['message']]).toEqual([
        1,
        reason,
        expect.stringMatching(/\.$/),
      ]);
    }
    const { json } = await run(`org show 'Riverside Clinic' --json`);
    expect(json).toMatchObject({ idleMs: 1_800_000, branding: { displayName: null, brandColor: null, logo: null } });
  });
});
