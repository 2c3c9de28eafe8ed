import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createLog, withoutRedaction } from './log.ts';

const run = promisify(execFile);

describe('the log', () => {
  it('hides secrets at the top and below', () => {
    const line = written((log) =>
      log.info(
        {
          password: 'canary',
          form: { code: 'canary', kept: 'this' },
          request: { headers: { cookie: 'canary', authorization: 'canary', 'x-csrf-token': 'canary' } },
          answer: { deep: { token: 'canary' } },
        },
        'one line',
      ),
    );
    expect(line).not.toContain('canary');
    expect(JSON.parse(line)).toMatchObject({ msg: 'one line', level: 'info', form: { kept: 'this' } });
  });

  it('keeps what an error says and drops what a driver adds', () => {
    const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (a)=(canary) exists.' });
    const line = written((log) => log.error({ err: error }, 'failed'));
    expect(line).not.toContain('canary');
    expect(JSON.parse(line)).toMatchObject({ err: { type: 'Error', message: 'duplicate key', errorCode: '23505' } });
  });

  it('writes one line of JSON even for text with line breaks', () => {
    const line = written((log) => log.info({ agent: 'a\r\n{"level":"info"}' }, 'x'));
    expect(line.trim().split('\n')).toHaveLength(1);
  });

  it('without redaction is the same but for what it would hide', () => {
    const line = written((log) =>
      withoutRedaction(log).info({ route: '/a', code: 'shown', err: new Error('why') }, 'x'),
    );
    expect(JSON.parse(line)).toMatchObject({ level: 'info', code: 'shown', err: { type: 'Error', message: 'why' } });
    const redacted = written((log) => {
      withoutRedaction(log);
      log.info({ code: 'canary' }, 'x');
    });
    expect(redacted).not.toContain('canary');
  });

  it.each([
    ['ends by itself', ''],
    ['ends at once', 'process.exit(3);'],
    ['ends by a defect', 'throw new Error();'],
  ])('has written every line when the program %s', async (_, end) => {
    const program = `
      const { createLog } = await import(${JSON.stringify(import.meta.resolve('./log.ts'))});
      const log = createLog();
      for (const number of [1, 2]) log.info({ number }, 'x');
      await new Promise((resolve) => setTimeout(resolve));
      for (const number of [3, 4]) log.warn({ number }, 'x');
      ${end}`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program]).catch((error) => error);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line));
    expect(lines.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4]);
  });
});

function written(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ destination: { write: (line: string) => void lines.push(line) } }));
  return lines.join('');
}
