import { betterAuthSignIns } from '../load/better-auth.ts';
import { alternate, ratioOf, spreadOf } from '../load/blocks.ts';
import { faster, hashSlice, loadSlice, of, rateOf, refusedShare } from '../load/slices.ts';
import { signIns } from '../load/vestibule.ts';
import { figure, spread, times } from '../report/words.ts';
import { ENGINE_NAMES, ENGINES, type Engine, type Stage } from '../stage.ts';
import type { Finding, Row } from './row.ts';

const AT_ONCE = [8, 32] as const;
const TARGETS: Readonly<Record<Engine, number>> = { sqlite: 0.8, postgres: 0.7 };
const CPU_TARGET_MS = 3;
const FLOOR = 'bare hashes';

/** Complete sign-ins by password and app's code, against bare hashes and Better Auth. */
export const signInRow: Row = {
  name: 'sign-in',
  async run(stage) {
    const blocks = await alternate(await slicesOf(stage), stage.plan.blocks, (text) => stage.say(text));
    const findings: Finding[] = [];
    for (const engine of ENGINES) {
      for (const atOnce of AT_ONCE) {
        const ours = nameOf('Vestibule', engine, atOnce);
        const ratio = faster(blocks, ours, FLOOR);
        const target = TARGETS[engine];
        const peer = nameOf('Better Auth, same hash', engine, atOnce);
        const shed = refusedShare(blocks, ours, stage.plan.sliceMs);
        findings.push({
          what: `complete sign-ins, ${ENGINE_NAMES[engine]}, ${atOnce} at once`,
          target: `≥ ${target.toFixed(2)} × bare hashes`,
          result: `${times(ratio)}; ${spread(rateOf(blocks, ours))} /s, refused ${figure(shed * 100)} %`,
          beside: `bare hashes ${figure(rateOf(blocks, FLOOR).median)} /s; Better Auth at the same hash ${figure(rateOf(blocks, peer).median)} /s, so ${times(faster(blocks, ours, peer))} as fast${atOnce === 8 ? `; at its own ${figure(rateOf(blocks, nameOf(OWN_HASH, engine, 8)).median)} /s` : ''}`,
          reached: ratio.median >= target,
        });
      }
      findings.push(cpuFinding(blocks, engine));
    }
    findings.push({
      what: 'the same from a browser that the account does not know (a notice goes into the outbox), SQLite, 8 at once',
      target: '',
      result: `${times(faster(blocks, NEW_BROWSER, FLOOR))} bare hashes; ${spread(rateOf(blocks, NEW_BROWSER))} /s`,
      beside: '',
      reached: null,
    });
    const bars = [...blocks.keys()].map((label) => ({
      label,
      value: rateOf(blocks, label).median,
      kind: label === FLOOR ? ('floor' as const) : label.startsWith('Better') ? ('peer' as const) : ('ours' as const),
    }));
    return { findings, charts: [{ name: 'sign-ins', title: 'Complete sign-ins a second', unit: '/s', bars }] };
  },
};

const OWN_HASH = 'Better Auth, its own hash';
const NEW_BROWSER = 'Vestibule, SQLite, 8, new browser';

async function slicesOf(stage: Stage) {
  const { sliceMs } = stage.plan;
  const slices = [hashSlice(FLOOR, await stage.floorHash(), sliceMs)];
  for (const engine of ENGINES) {
    const { server, installation } = await stage.vestibule(engine);
    const peer = await stage.betterAuth(engine, 'ours');
    const peerOperation = betterAuthSignIns(peer.filled, peer.server.port);
    for (const atOnce of AT_ONCE) {
      slices.push(
        loadSlice(nameOf('Vestibule', engine, atOnce), server, atOnce, sliceMs, signIns(installation)),
        loadSlice(nameOf('Better Auth, same hash', engine, atOnce), peer.server, atOnce, sliceMs, peerOperation),
      );
    }
  }
  const { server, installation } = await stage.vestibule('sqlite');
  slices.push(loadSlice(NEW_BROWSER, server, 8, sliceMs, signIns(installation, 'new browser')));
  for (const engine of ENGINES) {
    const asIs = await stage.betterAuth(engine, 'default');
    const operation = betterAuthSignIns(asIs.filled, asIs.server.port);
    slices.push(loadSlice(nameOf(OWN_HASH, engine, 8), asIs.server, 8, sliceMs, operation));
  }
  return slices;
}

function cpuFinding(blocks: Parameters<typeof of>[0] & Parameters<typeof rateOf>[0], engine: Engine): Finding {
  const hash = of(blocks, FLOOR).map(({ cpuMs }) => cpuMs);
  const beyond = (who: string) => {
    const own = of(blocks, nameOf(who, engine, 8)).map(({ cpuMs }) => cpuMs);
    return spreadOf(own.map((ms, block) => ms - (hash[block] ?? Number.NaN)));
  };
  const ours = beyond('Vestibule');
  const used = of(blocks, nameOf('Vestibule', engine, 8)).map(({ cpuMs }) => cpuMs);
  return {
    what: `server’s processor time beyond the hash, each, ${ENGINE_NAMES[engine]}, 8 at once`,
    target: `≤ ${CPU_TARGET_MS} ms`,
    result: `${spread(ours)} ms`,
    beside: `a bare hash ${figure(spreadOf(hash).median)} ms, so ${times(ratioOf(used, hash))} of it in all; Better Auth ${figure(beyond('Better Auth, same hash').median)} ms beyond`,
    reached: ours.median <= CPU_TARGET_MS,
  };
}

function nameOf(who: string, engine: Engine, atOnce: number): string {
  return `${who}, ${ENGINE_NAMES[engine]}, ${atOnce}`;
}
