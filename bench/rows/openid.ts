import { alternate } from '../load/blocks.ts';
import { Cookies } from '../load/connection.ts';
import { type Provider, refreshes, refreshTokens, singleSignOns } from '../load/openid.ts';
import { faster, loadSlice, rateOf } from '../load/slices.ts';
import { signInSome } from '../load/vestibule.ts';
import { figure, spread, times } from '../report/words.ts';
import { ENGINE_NAMES, ENGINES, type Engine, type Stage } from '../stage.ts';
import type { Row } from './row.ts';
import { withConnection } from './session-check.ts';

const AT_ONCE = 16;
const PEER = 'oidc-provider in memory';
const TARGETS = { 'single sign-on': 0.9, refresh: 1 } as const;
type What = keyof typeof TARGETS;

/** Single sign-on round trips and refreshes with rotation, against oidc-provider on its memory adapter. */
export const openidRow: Row = {
  name: 'openid',
  async run(stage) {
    const slices = [...(await peerSlices(stage))];
    for (const engine of ENGINES) slices.push(...(await ownSlices(stage, engine)));
    const blocks = await alternate(slices, stage.plan.blocks, (text) => stage.say(text));
    const findings = (['single sign-on', 'refresh'] as const).flatMap((what) =>
      ENGINES.map((engine) => {
        const ours = `${what}, Vestibule, ${ENGINE_NAMES[engine]}`;
        const ratio = faster(blocks, ours, `${what}, ${PEER}`);
        return {
          what: `OpenID ${what === 'refresh' ? 'refresh with rotation' : 'single sign-on round trip'}, ${ENGINE_NAMES[engine]}, ${AT_ONCE} at once`,
          target: `≥ ${TARGETS[what]} × ${PEER}`,
          result: `${times(ratio)}; ${spread(rateOf(blocks, ours))} /s`,
          beside: `${PEER} ${figure(rateOf(blocks, `${what}, ${PEER}`).median)} /s, nothing durable`,
          reached: ratio.median >= TARGETS[what],
        };
      }),
    );
    const chart = (what: What, title: string) => ({
      name: what === 'refresh' ? 'refreshes' : 'single-sign-on',
      title,
      unit: '/s',
      bars: [...blocks.keys()]
        .filter((label) => label.startsWith(what))
        .map((label) => ({
          label: label.slice(what.length + 2),
          value: rateOf(blocks, label).median,
          kind: label.endsWith(PEER) ? ('peer' as const) : ('ours' as const),
        })),
    });
    return {
      findings,
      charts: [
        chart('single sign-on', 'OpenID single sign-on round trips a second'),
        chart('refresh', 'Refreshes with rotation a second'),
      ],
    };
  },
};

async function ownSlices(stage: Stage, engine: Engine) {
  const { server, installation } = await stage.vestibule(engine);
  const { client } = installation;
  const paths = { authorize: '/openid/authorize', token: '/openid/token' };
  const provider = { port: server.port, ...paths, clientId: client.id, secret: client.secret };
  const browsers = await withConnection(server.port, async (connection) =>
    (await signInSome(connection, installation, AT_ONCE)).map(({ cookies }) => cookies),
  );
  return bothSlices(stage, `Vestibule, ${ENGINE_NAMES[engine]}`, server, provider, browsers);
}

async function peerSlices(stage: Stage) {
  const server = await stage.oidcProvider();
  const secret = 'a-secret-of-the-bench-and-of-nothing-else';
  const provider = { port: server.port, authorize: '/auth', token: '/token', clientId: 'bench', secret };
  const browsers = Array.from({ length: AT_ONCE }, () => new Cookies());
  return bothSlices(stage, PEER, server, provider, browsers);
}

function bothSlices(
  { plan }: Stage,
  who: string,
  server: Parameters<typeof loadSlice>[1],
  provider: Provider,
  browsers: readonly Cookies[],
) {
  return [
    loadSlice(`single sign-on, ${who}`, server, AT_ONCE, plan.sliceMs, singleSignOns(provider, browsers)),
    {
      name: `refresh, ${who}`,
      async run() {
        // Anew each time: the peer's memory keeps a thousand things and has forgotten the tokens of the last block.
        const tokens = await withConnection(server.port, (connection) => refreshTokens(connection, provider, browsers));
        return loadSlice('', server, AT_ONCE, plan.sliceMs, refreshes(provider, tokens)).run();
      },
    },
  ];
}
