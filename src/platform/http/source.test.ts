import { describe, expect, it } from 'vitest';
import { canonicalSource } from './source.ts';

describe('the source of a request', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:0207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:51234', '192.0.2.7'],
    ['0xc0.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('is one and the same however %s is written', (written, canonical) => {
    expect(canonicalSource(written, '198.51.100.1')).toBe(canonical);
  });

  it.each(['', 'unknown', '_hidden', 'evil, 192.0.2.7', "'; drop", '999.1.1.1'])(
    'is the connection where a proxy states %j',
    (stated) => {
      expect(canonicalSource(stated, '::ffff:198.51.100.1')).toBe('198.51.100.1');
    },
  );
});
