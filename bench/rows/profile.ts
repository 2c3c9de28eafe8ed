import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crowd, type Operation } from '../load/crowd.ts';
import { refreshes, refreshTokens, singleSignOns } from '../load/openid.ts';
import { sessionChecks, signInSome, signIns } from '../load/vestibule.ts';
import { type CpuProfile, sharesOf } from '../report/profile.ts';
import { buildCommented, type Installation, install, serve } from '../servers/vestibule.ts';
import type { Stage } from '../stage.ts';
import type { Row } from './row.ts';
import { withConnection } from './session-check.ts';

const SECONDS = 4;
const AT_ONCE = 8;
/** Smaller parts are told together. */
const SHARE_MIN = 0.02;

/** Where the main thread's time goes, from a CPU profile of each kind of load; the hash itself runs on other threads. */
export const profileRow: Row = {
  name: 'profile',
  async run(stage) {
    const installation = await install(join(stage.folder, 'keys-profile'), await stage.database('sqlite', 'profile'), {
      apps: 3_000,
      passkeys: 0,
      past: 0,
    });
    const program = await buildCommented();
    const parts = [];
    for (const [title, prepare] of LOADS) {
      stage.say(title);
      parts.push(`### ${title}\n\n${await profileOf({ stage, installation, program }, title, prepare)}`);
    }
    const text = `## Where the time goes\n\nShares of the main thread’s busy time on SQLite, from \`node --cpu-prof\`; a password’s hash runs on other threads.\n\n${parts.join('\n\n')}`;
    return { findings: [], charts: [], text };
  },
};

type Prepare = (installation: Installation, port: number) => Promise<Operation>;

const LOADS: readonly (readonly [string, Prepare])[] = [
  ['Sign-ins by password and app', async (installation) => signIns(installation)],
  [
    'Session checks',
    (installation, port) =>
      withConnection(port, async (connection) => sessionChecks(await signInSome(connection, installation, AT_ONCE))),
  ],
  ['OpenID single sign-on', async (installation, port) => (await openid(installation, port)).singleSignOns],
  ['OpenID refresh', async (installation, port) => (await openid(installation, port)).refreshes],
];

async function openid(installation: Installation, port: number) {
  const { client } = installation;
  const paths = { authorize: '/openid/authorize', token: '/openid/token' };
  const provider = { port, ...paths, clientId: client.id, secret: client.secret };
  return withConnection(port, async (connection) => {
    const browsers = (await signInSome(connection, installation, AT_ONCE)).map(({ cookies }) => cookies);
    const tokens = await refreshTokens(connection, provider, browsers);
    return { singleSignOns: singleSignOns(provider, browsers), refreshes: refreshes(provider, tokens) };
  });
}

interface Profiled {
  readonly stage: Stage;
  readonly installation: Installation;
  readonly program: string;
}

async function profileOf({ stage, installation, program }: Profiled, title: string, prepare: Prepare): Promise<string> {
  const folder = join(stage.folder, `profile-${title.replaceAll(/\W+/g, '-')}`);
  mkdirSync(folder);
  const server = await serve('the profiled server', installation, ['--cpu-prof', `--cpu-prof-dir=${folder}`, program]);
  await crowd(server.port, AT_ONCE, SECONDS * 1_000, await prepare(installation, server.port));
  await server.stop();
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('the server left no profile');
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
  const shares = sharesOf(profile, readFileSync(program, 'utf8'), server.startedInMs);
  const large = shares.filter(({ share }) => share >= SHARE_MIN);
  const rest = 1 - large.reduce((sum, { share }) => sum + share, 0);
  return [...large, { part: 'everything smaller', share: rest }]
    .map(({ part, share }) => `- ${Math.round(share * 100)} % ${part}`)
    .join('\n');
}
