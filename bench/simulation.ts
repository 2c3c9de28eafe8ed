import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/platform/kernel/time.ts';
import { type JsonAnswer, type JsonClient, jsonClient } from '../test/harness/json-client.ts';
import { type Answers, attack, codeAt, type Ground, PASSWORD, type Role, routesOver, type Target } from './attack.ts';
import { type Comparison, type Peak, peaksOf } from './comparisons.ts';

/** A running Vestibule that can be attacked: its nodes share a database and a clock that is moved. */
export interface Scene extends Ground {
  /** Moves the clock of all nodes. */
  move(ms: number): Promise<void>;
  /** Makes an account with {@link PASSWORD}, under a mandate to set up an app. */
  makeAccount(address: string): Promise<void>;
  /** What all nodes compared so far. */
  comparisons(): Promise<readonly Comparison[]>;
}

/** How large the attack is. */
export interface Plan {
  readonly guesses: number;
  /** Network addresses that they come from. */
  readonly addresses: number;
  readonly attempts: number;
  /** Each day has two bursts an hour apart; the owners sign in during the first. */
  readonly days: number;
}

/** What came of it. */
export interface Outcome {
  readonly guesses: number;
  readonly answers: Answers;
  readonly comparisons: number;
  readonly peaks: readonly Peak[];
  readonly ownerTried: number;
  readonly ownerGotIn: number;
}

interface Owner {
  readonly client: JsonClient;
  readonly target: Target;
}

/** Who guesses, over and over; each role has an account of its own. The owners of the first two sign in every day. */
const TURNS: readonly Role[] = [
  'stranger',
  'password-thief',
  'thief-of-both',
  'stranger',
  'browser-thief',
  'thief-of-both',
  'password-thief',
  'stranger',
];
const OWNERS: readonly Role[] = ['stranger', 'password-thief'];

/** Attacks four accounts for some days while the owners of two sign in daily. `told`: after each day. */
export async function simulate(scene: Scene, plan: Plan, told: (day: number) => void = () => {}): Promise<Outcome> {
  const owners = new Map<Role, Owner>();
  for (const role of new Set(TURNS)) owners.set(role, await settle(scene, `${role}@riverside.example`));
  await scene.move(DAY_MS);
  const routes = routesOver(scene, plan.addresses);
  const answers: Answers = { wrong: 0, workMissing: 0, busy: 0, over: 0 };
  const { attempts, guesses, days } = plan;
  const upTo = (share: number) => Math.floor((attempts * share) / (2 * days));
  let [ownerTried, ownerGotIn] = [0, 0];

  async function burst(number: number) {
    const turns = Array.from({ length: upTo(number + 1) - upTo(number) }, (_, at) => upTo(number) + at);
    await Promise.all(
      turns.map(async (turn) => {
        const role = TURNS[turn % TURNS.length] ?? 'stranger';
        const { target } = ownerOf(owners, role);
        await attack(scene, target, role, share(guesses, attempts, turn), routes, answers);
      }),
    );
  }

  for (let day = 0; day < days; day++) {
    const attacked = burst(2 * day);
    for (const role of OWNERS) {
      ownerTried += 1;
      if (await signsIn(scene, ownerOf(owners, role))) ownerGotIn += 1;
    }
    await attacked;
    await scene.move(HOUR_MS);
    await burst(2 * day + 1);
    await scene.move(DAY_MS - HOUR_MS);
    told(day + 1);
  }
  const comparisons = await scene.comparisons();
  return { guesses, answers, comparisons: comparisons.length, peaks: peaksOf(comparisons), ownerTried, ownerGotIn };
}

/** The outcome as Markdown. */
export function outcomeTable(outcome: Outcome): string {
  const head = ['Guesses at', 'Within', 'Compared at most', 'Cap'];
  const rows = outcome.peaks.map(({ method, lane, cap, most }) => [
    `${method === 'password' ? 'Password' : 'Second step'}, ${lane} browsers`,
    SPANS.get(cap.windowMs) ?? `${cap.windowMs} ms`,
    most,
    cap.count,
  ]);
  const { wrong, workMissing, busy, over } = outcome.answers;
  return [
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `${number(outcome.guesses)} guesses, ${number(outcome.comparisons)} compared. Answered: ${number(wrong)} wrong, ` +
      `${number(workMissing)} work first, ${number(busy)} busy, ${number(over)} not taken by the attempt. ` +
      `The owners got in ${outcome.ownerGotIn} of ${outcome.ownerTried} times.`,
  ].join('\n');
}

/** Whether no cap was exceeded and the owners always got in. */
export function isHeld({ peaks, ownerTried, ownerGotIn }: Outcome): boolean {
  return ownerGotIn === ownerTried && peaks.every(({ most, cap }) => most <= cap.count);
}

const SPANS = new Map([
  [HOUR_MS, 'an hour'],
  [DAY_MS, 'a day'],
  [30 * DAY_MS, '30 days'],
  [365 * DAY_MS, 'a year'],
]);

function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** The guesses of one attempt, so that all together are exactly `guesses`. */
function share(guesses: number, attempts: number, turn: number): number {
  return Math.floor((guesses * (turn + 1)) / attempts) - Math.floor((guesses * turn) / attempts);
}

/** Somebody who set up an app in the browser that they sign in with from now on. */
async function settle(scene: Scene, address: string): Promise<Owner> {
  await scene.makeAccount(address);
  const client = jsonClient(scene.nodes[0] ?? '');
  const { body } = await pastPassword(client, address);
  const secret = new URL(body.page.views.binding.view.uri).searchParams.get('secret') ?? '';
  await client.answer({ answer: 'bind', method: 'totp', code: codeAt(secret, scene.now()) });
  const saved = await client.answer({ answer: 'recovery-code-saved', saved: true });
  if (saved.body.signedIn !== true) throw new Error(`${address} is not set up: ${JSON.stringify(saved.body)}`);
  await scene.move(MINUTE_MS);
  const target: Target = { address, secret, deviceCookie: client.cookies.get('vestibule_device') ?? '' };
  const owner = { client, target };
  if (!(await signsIn(scene, owner))) throw new Error(`${address} does not get in`);
  return { client, target: { ...target, deviceCookie: client.cookies.get('vestibule_device') ?? '' } };
}

async function signsIn(scene: Scene, { client, target }: Owner): Promise<boolean> {
  await pastPassword(client, target.address);
  const code = codeAt(target.secret, scene.now());
  return (await client.answer({ answer: 'proof', method: 'totp', code })).body.signedIn === true;
}

async function pastPassword(client: JsonClient, address: string): Promise<JsonAnswer> {
  await client.get('/sign-in');
  await client.answer({ answer: 'identifier', address });
  return client.answer({ answer: 'password', password: PASSWORD });
}

function ownerOf(owners: ReadonlyMap<Role, Owner>, role: Role): Owner {
  const owner = owners.get(role);
  if (owner === undefined) throw new Error(`nobody for ${role}`);
  return owner;
}
