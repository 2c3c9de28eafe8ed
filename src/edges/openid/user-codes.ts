import { standing } from '../../domain/throttling/decide/reserve.ts';
import { DEVICE_CODE_LANE } from '../../domain/throttling/decide/rules.ts';
import { hmac } from '../../platform/hashing.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import { newId } from '../../platform/random.ts';
import { current } from './current.ts';
import type { OpenidDeps } from './deps.ts';

type Parts = Pick<OpenidDeps, 'tries' | 'lanes' | 'sourceKey' | 'clock' | 'random'>;

/**
 * Looks for the device whose code a person typed. The try is taken before the search and given back when it finds something:
 * only wrong codes count, against where they come from (RFC 8628 §5.1). Null as well when no try is left.
 */
export async function searchByUserCode<T>(parts: Parts, search: () => Promise<T | null>): Promise<T | null> {
  const lane = laneOf(parts, current().visitor.source);
  const tryId = newId<string>(parts.random);
  const taken = await parts.tries.take(lane, DEVICE_CODE_LANE, tryId, parts.clock.now());
  const found = taken.outcome === 'closed' ? null : await search();
  if (found !== null) await parts.tries.giveBackLast(lane, tryId);
  return found;
}

/** From when on a source may type codes again; null: it may now. */
export async function userCodesClosedUntil(parts: Parts, source: string): Promise<EpochMs | null> {
  const { tries } = await parts.lanes.load(laneOf(parts, source));
  return standing(tries, DEVICE_CODE_LANE, parts.clock.now()).closedUntil;
}

function laneOf({ sourceKey }: Parts, source: string): string {
  return `device-code:${hmac(sourceKey, source)}`;
}
