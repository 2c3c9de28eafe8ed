import { describe, expect, it } from 'vitest';
import { hardnessOf, networksOf, overallLimit, USUAL_WINDOWS } from './sources.ts';

describe('the networks of a source', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7']],
    ['2001:db8:1:2ff::/64', ['2001:db8:1:2ff::/64', '2001:db8:1:200::/56', '2001:db8:1::/48']],
    ['2001:db8:1:2::/64', ['2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1::/48']],
    ['0:0:0:0::/64', ['0:0:0:0::/64', '0:0:0:0::/56', '0:0:0::/48']],
    ['unknown', ['unknown']],
  ])('A25 of %s are %j', (source, networks) => {
    expect(networksOf(source)).toEqual(networks);
  });

  it('A25 rotating through a /56 or a /48 stays in one of them', () => {
    const shared = (a: string, b: string) => networksOf(a).filter((network) => networksOf(b).includes(network));
    expect(shared('2001:db8:1:ab01::/64', '2001:db8:1:abff::/64')).toEqual(['2001:db8:1:ab00::/56', '2001:db8:1::/48']);
    expect(shared('2001:db8:1:1::/64', '2001:db8:1:ffff::/64')).toEqual(['2001:db8:1::/48']);
    expect(shared('2001:db8:1:1::/64', '2001:db8:2:1::/64')).toEqual([]);
  });
});

describe('work is asked for', () => {
  const hardness = (network: number, overall = 0, wide = network) =>
    hardnessOf({ networks: [network, wide], overall }, 30, 200);

  it('T7 from the 31st failure of a network on, and from the 201st of all', () => {
    expect([hardness(0), hardness(1), hardness(30), hardness(0, 200)]).toEqual([null, null, null, null]);
    expect([hardness(31), hardness(1, 0, 31), hardness(1, 201)]).toEqual([30_000, 30_000, 30_000]);
  });

  it('T7 and gets harder with the failures, up to what a phone can bear', () => {
    const at = [31, 60, 61, 91, 121, 1_000].map((failures) => hardness(failures));
    expect(at).toEqual([30_000, 30_000, 60_000, 120_000, 200_000, 200_000]);
    expect(hardness(31, 401)).toBe(60_000);
  });
});

describe('how many failures are usual', () => {
  it('T7 is five times the median window of the week, where that is more than the floor', () => {
    expect(overallLimit([], 200)).toBe(200);
    expect(overallLimit(Array(USUAL_WINDOWS).fill(41), 200)).toBe(205);
    expect(overallLimit(Array(USUAL_WINDOWS).fill(40), 200)).toBe(200);
  });

  it('T7 does not move with an attack that lasted less than half of the week', () => {
    const attacked = Array(USUAL_WINDOWS / 2 - 1).fill(10_000);
    expect(overallLimit(attacked, 200)).toBe(200);
    expect(overallLimit([...Array(USUAL_WINDOWS / 2 + 1).fill(60), ...attacked], 200)).toBe(300);
  });
});
