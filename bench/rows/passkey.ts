import { alternate } from '../load/blocks.ts';
import { faster, loadSlice, rateOf } from '../load/slices.ts';
import { passkeySignIns, signIns } from '../load/vestibule.ts';
import { spread, times } from '../report/words.ts';
import { ENGINE_NAMES, ENGINES } from '../stage.ts';
import type { Row } from './row.ts';

const TARGET = 8;
const AT_ONCE = 8;

/** Complete sign-ins by passkey alone, against those by password and app. */
export const passkeyRow: Row = {
  name: 'passkey',
  async run(stage) {
    const slices = [];
    for (const engine of ENGINES) {
      const { server, installation } = await stage.vestibule(engine);
      const slice = (name: string, operation: ReturnType<typeof signIns>) =>
        loadSlice(`${name}, ${ENGINE_NAMES[engine]}`, server, AT_ONCE, stage.plan.sliceMs, operation);
      slices.push(slice('passkey', passkeySignIns(installation)), slice('password', signIns(installation)));
    }
    const blocks = await alternate(slices, stage.plan.blocks, (text) => stage.say(text));
    const findings = ENGINES.map((engine) => {
      const ours = `passkey, ${ENGINE_NAMES[engine]}`;
      const ratio = faster(blocks, ours, `password, ${ENGINE_NAMES[engine]}`);
      return {
        what: `passkey sign-ins, ${ENGINE_NAMES[engine]}, ${AT_ONCE} at once`,
        target: `≥ ${TARGET} × the password rate`,
        result: `${times(ratio)}; ${spread(rateOf(blocks, ours))} /s`,
        beside: `password and app ${spread(rateOf(blocks, `password, ${ENGINE_NAMES[engine]}`))} /s`,
        reached: ratio.median >= TARGET,
      };
    });
    return { findings, charts: [] };
  },
};
