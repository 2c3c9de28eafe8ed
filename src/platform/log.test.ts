import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

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
});

function written(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ destination: { write: (line: string) => void lines.push(line) } }));
  return lines.join('');
}
