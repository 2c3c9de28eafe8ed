import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { movedClock } from '../../test/harness/moved-clock.ts';
import { runProgram } from '../edges/cli/program.ts';
import { createLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { commandServices } from './command-line.ts';
import type { Outside } from './outside.ts';

let folder: string;
let env: Record<string, string>;
let outside: Outside;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-audit-'));
  env = {
    VESTIBULE_URL: 'http://localhost:4000',
    VESTIBULE_DATA: join(folder, 'data'),
    VESTIBULE_AUDIT_HEADS: join(folder, 'written.jsonl'),
  };
  outside = { clock: movedClock(), random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
  await done('org create', 'Riverside Clinic');
  await done('account invite amara@riverside.example --name Amara --org', 'Riverside Clinic');
  await done('org create', '=Formula');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('audit export and verify', () => {
  it('work without database and settings: a changed row is named, and a whole export is told from a partial one', async () => {
    write('heads.jsonl', await done('audit heads'));
    write('key.pem', await done('audit key'));
    const exported = await done('audit export');
    const rows = exported.trimEnd().split('\n');
    write('export.jsonl', exported);
    expect(await verifyFile('export.jsonl')).toMatchObject({
      exit: 0,
      json: { checked: rows.length, compared: 1, first: 1, signedTo: rows.length, findings: [] },
    });
    expect((await run('audit verify --file', path('export.jsonl'), '--heads', path('heads.jsonl'))).exit).toBe(1);
    const seq = rows.findIndex((row) => row.includes('organization.created')) + 1;
    write('changed.jsonl', exported.replace('organization.created', 'organization.changed'));
    expect(await verifyFile('changed.jsonl')).toMatchObject({
      exit: 1,
      json: { refused: { reason: 'trail-changed', findings: [{ kind: 'row-changed', seq }] } },
    });
    write('cut.jsonl', `${rows.slice(0, -1).join('\n')}\n`);
    expect(await verifyFile('cut.jsonl')).toMatchObject({
      json: { refused: { findings: [{ kind: 'cut-off', from: rows.length, seq: rows.length }] } },
    });
    write('partial.jsonl', await done('audit export --event account.invited'));
    expect(await verifyFile('partial.jsonl')).toMatchObject({ json: { refused: { reason: 'file-partial' } } });
    write('nonsense.jsonl', 'nonsense\n');
    expect(await verifyFile('nonsense.jsonl')).toMatchObject({ json: { refused: { reason: 'file-wrong' } } });
    expect(await verifyFile('missing.jsonl')).toMatchObject({ json: { refused: { reason: 'file-missing' } } });
  });

  it('write heads to the file that the settings name', async () => {
    const printed = await done('audit heads');
    expect(readFileSync(path('written.jsonl'), 'utf8')).toBe(printed);
  });

  it('give CSV and FHIR, and a part by organization', async () => {
    await done('audit verify');
    const csv = (await done('audit export --format csv')).split('\r\n');
    expect(csv[0]).toBe('seq,time,event,account,actor,organization,attempt,details,id,link');
    expect(csv[1]).toMatch(/^1,\d{4}-.*Z,(organization\.created|account\.invited),/);
    expect(csv).toHaveLength((await done('audit export')).split('\n').length + 1);
    const resources = (await done('audit export --format fhir --org', 'Riverside Clinic')).trimEnd().split('\n');
    const parsed = resources.map((line) => JSON.parse(line));
    expect(parsed.length).toBeGreaterThan(1);
    expect(parsed.every(({ resourceType }) => resourceType === 'AuditEvent')).toBe(true);
    const organizations = new Set(parsed.map(({ entity }) => entity.at(-1).what.identifier.value));
    expect(organizations.size).toBe(1);
  });
});

describe('an evidence pack', () => {
  it('tells of mandate, coverage and exceptions, and is checked without database and settings', async () => {
    await done('mfa grant', 'Riverside Clinic');
    await done('evidence make --since 2020-01-01 --out', path('pack'), 'Riverside Clinic');
    write('key.pem', await done('audit key'));
    const verify = () => run('evidence verify --json --key', path('key.pem'), path('pack'));
    expect(JSON.parse((await verify()).out)).toEqual({ files: 11, findings: [] });
    const summary = readFileSync(path('pack/summary.md'), 'utf8');
    expect(summary).toContain('0 of 0 covered people are set up');
    expect(summary).toContain('It covers provider, staff, admin');
    const rows = readFileSync(path('pack/audit.jsonl'), 'utf8').trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row).name)).toEqual(
      expect.arrayContaining(['organization.created', 'mfa.granted', 'evidence.made']),
    );
    expect(readFileSync(path('pack/mandate-history.jsonl'), 'utf8')).toContain('"mfa.granted"');
    expect(readFileSync(path('pack/heads.jsonl'), 'utf8')).toContain('"head"');
    write('pack/coverage.csv', 'kind\r\n');
    write('pack/more.txt', 'more');
    rmSync(path('pack/resets.jsonl'));
    const { exit, out } = await verify();
    expect(exit).toBe(1);
    expect(JSON.parse(out).refused).toMatchObject({
      reason: 'pack-changed',
      findings: [
        { kind: 'file-changed', name: 'coverage.csv' },
        { kind: 'file-missing', name: 'resets.jsonl' },
        { kind: 'file-added', name: 'more.txt' },
      ],
    });
    write('pack/manifest.json', readFileSync(path('pack/manifest.json'), 'utf8').replace('Riverside', 'Lakeside'));
    expect(JSON.parse((await verify()).out).refused.findings).toEqual([{ kind: 'signature-wrong' }]);
  });

  it('replaces nothing, and is no pack without manifest', async () => {
    expect((await run('evidence make --since 2020-01-01 --out', folder, 'Riverside Clinic')).exit).toBe(1);
    write('key.pem', await done('audit key'));
    const { exit, out } = await run('evidence verify --json --key', path('key.pem'), join(folder, 'data'));
    expect(exit).toBe(1);
    expect(JSON.parse(out).refused.reason).toBe('pack-unreadable');
  });
});

async function verifyFile(name: string) {
  const files = ['--heads', path('heads.jsonl'), '--key', path('key.pem'), '--json'];
  const { exit, out } = await run('audit verify --file', path(name), ...files);
  return { exit, json: JSON.parse(out) };
}

/** Runs words, and more arguments as they are; offline where nothing is set. */
async function run(words: string, ...more: readonly string[]) {
  const settings = /--file|evidence verify/.test(words) ? {} : env;
  let out = '';
  const io = { out: (text: string) => void (out += text), err: () => {}, readSecrets: async () => [] };
  const exit = await runProgram([...words.split(' '), ...more], commandServices(settings, io, outside), io, '0.1.0');
  return { exit, out };
}

async function done(words: string, ...more: readonly string[]): Promise<string> {
  const { exit, out } = await run(words, ...more);
  expect(exit, words).toBe(0);
  return out;
}

function path(name: string): string {
  return join(folder, name);
}

function write(name: string, text: string): void {
  writeFileSync(path(name), text);
}
