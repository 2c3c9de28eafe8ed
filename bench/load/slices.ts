import { cpuMs, type Server } from '../servers/process.ts';
import { type Blocks, ratioOf, type Slice, type Spread, spreadOf } from './blocks.ts';
import { crowd, type Operation } from './crowd.ts';

/** What one slice yielded. */
export interface Measured {
  /** Operations a second. */
  readonly rate: number;
  /** Processor time of the server for each, in ms. */
  readonly cpuMs: number;
  readonly refused: number;
  readonly took: readonly number[];
}

/** A slice of a crowd at a server. */
export function loadSlice(
  name: string,
  server: Server,
  atOnce: number,
  ms: number,
  operation: Operation,
): Slice<Measured> {
  return {
    name,
    async run() {
      let before = 0;
      let used = 0;
      const { done, refused, seconds, took } = await crowd(server.port, atOnce, ms, operation, (phase) => {
        if (phase === 'begins') before = cpuMs(server.pid);
        else used = cpuMs(server.pid) - before;
      });
      return { rate: done / seconds, cpuMs: used / done, refused, took };
    },
  };
}

/** A slice of bare hashes. */
export function hashSlice(name: string, floor: Server, ms: number): Slice<Measured> {
  return {
    name,
    async run() {
      floor.tell(ms);
      const { done, seconds, cpuMs } = (await floor.told()) as { done: number; seconds: number; cpuMs: number };
      return { rate: done / seconds, cpuMs: cpuMs / done, refused: 0, took: [] };
    },
  };
}

/** The slices of a configuration. Throws for a name that was not measured. */
export function of<T>(blocks: Blocks<T>, name: string): readonly T[] {
  const found = blocks.get(name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}

/** Operations a second of a configuration. */
export function rateOf(blocks: Blocks<Measured>, name: string): Spread {
  return spreadOf(of(blocks, name).map(({ rate }) => rate));
}

/** How many times as fast one is as another, block by block. */
export function faster(blocks: Blocks<Measured>, name: string, than: string): Spread {
  const rates = (which: string) => of(blocks, which).map(({ rate }) => rate);
  return ratioOf(rates(name), rates(than));
}

/** Refusals among all answers of a configuration, as a share. */
export function refusedShare(blocks: Blocks<Measured>, name: string, sliceMs: number): number {
  const all = of(blocks, name);
  const refused = all.reduce((sum, one) => sum + one.refused, 0);
  const done = all.reduce((sum, one) => sum + (one.rate * sliceMs) / 1_000, 0);
  return refused / (refused + done);
}
