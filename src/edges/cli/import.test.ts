import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { terminal } from '../../../test/harness/terminal.ts';
import { commandServices } from '../../wiring/command-line.ts';
import { runProgram } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'vestibule-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HASH = '$2y$10$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi';
const APP = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function withClinic() {
  const run = terminal();
  expect((await run(`org create 'Riverside Clinic'`)).code).toBe(0);
  return run;
}

describe('vestibule import', () => {
  it('tells what became of every row, for people, for programs and in a report, and nothing that was secret', async () => {
    const run = await withClinic();
    const path = file(
      'people.csv',
      `address,name,password_hash,totp_secret\namara@riverside.example,Amara,${HASH},${APP}\nben@riverside.example,Ben,,\nolu@oakdale.example,Olu,plain-Password-1,\n`,
    );
    const report = join(folder, 'report.csv');
    const line = `import ${path} --org 'Riverside Clinic' --report ${report}`;
    const rehearsed = await run(`${line} --dry-run`);
    expect(rehearsed.out).toBe(
      '2 accounts would be made, 0 owners would be asked to join, 0 rows had nothing to change.\n',
    );
    expect((await run('account list --json')).json).toEqual([]);
    const first = await run(line);
    expect(first).toMatchObject({
      code: 1,
      out: '2 accounts were made, 0 owners asked to join, 0 rows had nothing to change.\n',
      err: expect.stringMatching(
        /^Line 4: The password hash has a form that is not known.*\n1 row could not be taken.\n$/,
      ),
    });
    const rows = readFileSync(report, 'utf8').split('\n');
    expect(rows[0]).toBe('line,outcome,account,reason,message');
    expect(rows[1]).toMatch(/^2,created,[\w-]{22},,""$/);
    expect(rows[2]).toMatch(/^3,created,[\w-]{22},password-missing,"Without a password\. .*"$/);
    expect(rows[3]).toMatch(/^4,refused,,hash-unknown,"The password hash .*"$/);
    expect(statSync(report).mode & 0o077).toBe(0);
    const again = await run(`${line} --json`);
    expect(again.code).toBe(1);
    expect(again.json).toMatchObject({
      refused: {
        reason: 'rows-refused',
        dryRun: false,
        counts: { created: 0, unchanged: 2, updated: 0, refused: 1 },
        refused: [{ line: 4, outcome: 'refused', reason: 'hash-unknown' }],
      },
    });
    const trail = await run('audit list --json');
    const said =
      [rehearsed, first, again, trail].map(({ out, err }) => out + err).join('') + readFileSync(report, 'utf8');
    expect(said).not.toMatch(/plain-Password|\$2y|GEZDGNBV|riverside\.example/);
    expect(trail.json).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'account.imported', actor: 'system' }),
        expect.objectContaining({ name: 'import.finished', actor: 'system' }),
      ]),
    );
  });

  it('takes JSON lines by their ending', async () => {
    const run = await withClinic();
    const row = { email: 'amara@riverside.example', name: 'Amara', organization: 'riverside clinic', kind: 'staff' };
    const done = await run(`import ${file('people.jsonl', JSON.stringify(row))} --json`);
    expect(done).toMatchObject({ code: 0, json: { counts: { created: 1 }, refused: [] } });
    expect((await run('account show amara@riverside.example')).out).toMatch(/Riverside Clinic +staff +in force/);
  });

  it('draws a bar on a terminal, and takes it away before it says anything else', async () => {
    const data = join(folder, 'bar');
    const env = { VESTIBULE_URL: 'http://localhost:4999', VESTIBULE_DATA: data };
    let err = '';
    const io = {
      out: () => {},
      err: (text: string) => void (err += text),
      readSecrets: async () => [],
      drawsOver: true,
    };
    const run = (...words: string[]) => runProgram(words, commandServices(env, io), io, '1.2.3');
    expect(await run('org', 'create', 'Riverside')).toBe(0);
    const rows = Array.from({ length: 300 }, (_, number) => `p${number}@x.example,${number === 250 ? '' : 'P'}\n`);
    const path = file('bar.csv', `address,name\n${rows.join('')}`);
    expect(await run('import', path, '--org', 'Riverside')).toBe(1);
    expect(err.replaceAll('\u001b', 'ESC')).toMatch(
      /^\r\[#+\.+\] 6\d % 200 rows\rESC\[KLine 252: The name is missing\.\n\r\[#{30}\] 100 % 300 rows\rESC\[K1 row could not be taken\.\n$/,
    );
  });

  it('refuses what it cannot begin with, in a sentence', async () => {
    const run = await withClinic();
    const refusal = async (line: string) => {
      const { code, json } = await run(`import ${line} --json`);
      expect(code).toBe(1);
      return json['refused']?.['reason'];
    };
    const headless = file('headless.csv', `amara@riverside.example,${HASH}\n`);
    expect(await refusal(join(folder, 'absent.csv'))).toBe('file-unreadable');
    expect(await refusal(`${folder} --format csv`)).toBe('file-unreadable');
    expect(await refusal(headless)).toBe('column-unknown');
    expect(await refusal(`${file('people.txt', 'x')}`)).toBe('format-unknown');
    expect(await refusal(`${headless} --org Nowhere`)).toBe('organization-unknown');
    expect(await refusal(`${headless} --report ${headless}`)).toBe('report-is-input');
    expect(await refusal(`${headless} --report ${folder}/none/report.csv`)).toBe('report-unwritable');
    expect(await refusal(file('empty.csv', ''))).toBe('empty');
    const utf16 = join(folder, 'utf16.csv');
    writeFileSync(utf16, Buffer.from('\ufeffaddress,name\n', 'utf16le'));
    expect(await refusal(utf16)).toBe('not-utf8');
    expect((await run('import')).code).toBe(2);
  });
});
