import { describe, expect, it } from 'vitest';
import { LABEL_MAX, labelOf } from './label.ts';

describe('the name of an authenticator', () => {
  it('is one line without what cannot be seen', () => {
    expect(labelOf('  Work\n phone\u202e\u0000 ')).toBe('Work phone');
  });

  it('is refused when nothing is left, or too much', () => {
    expect(labelOf(' \u200b ')).toBeNull();
    expect(labelOf('x'.repeat(LABEL_MAX))).toHaveLength(LABEL_MAX);
    expect(labelOf('x'.repeat(LABEL_MAX + 1))).toBeNull();
    expect(labelOf('📱'.repeat(LABEL_MAX))).not.toBeNull();
  });
});
