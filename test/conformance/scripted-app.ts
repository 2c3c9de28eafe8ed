import type { Locale } from '../../src/domain/accounts/decide/account.ts';
import type { SelfService } from '../../src/domain/self-service/run/self-service.ts';
import type { Step } from '../../src/domain/sign-in/decide/step.ts';
import type { Answer, Answered, Page, SignIn } from '../../src/domain/sign-in/run/page.ts';
import type { Visitor } from '../../src/domain/sign-in/run/records.ts';
import type { AccountPages } from '../../src/edges/pages/account-port.ts';
import type { PagesParts } from '../../src/edges/pages/parts.ts';
import type { Forgotten, Invitations, Stops, Unlocking } from '../../src/edges/pages/ports.ts';
import { problemWriter } from '../../src/edges/pages/problems.ts';
import { registerPages } from '../../src/edges/pages/register.ts';
import { views } from '../../src/edges/pages/views/index.ts';
import type { PublicUrl } from '../../src/platform/config.ts';
import { packAssets } from '../../src/platform/http/assets.ts';
import { createServer, type HttpServer } from '../../src/platform/http/server.ts';
import { createLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { type RunningApp, visit } from './running-app.ts';

/** An attempt that every scripted page belongs to. */
export const ATTEMPT = { id: 'attempt-1', version: 3, expiresAt: 900_000 };
/** Tokens of links that work; any other is over. */
export const LINKS = {
  invitation: 'i'.repeat(43),
  join: 'j'.repeat(43),
  stop: 's'.repeat(43),
  forgot: 'f'.repeat(43),
  unlock: 'u'.repeat(43),
};
/** A session cookie that is good, and one whose session no longer suffices. */
export const SESSIONS = { good: 'g'.repeat(43), insufficient: 'n'.repeat(43) };

/** What the pages asked of the domain. */
export type Asked =
  | { readonly asked: 'show'; readonly attempt: string | null; readonly visitor: Visitor }
  | { readonly asked: 'begin'; readonly address: string; readonly visitor: Visitor }
  | {
      readonly asked: 'begin with a passkey';
      readonly answer: Answer;
      readonly visitor: Visitor;
    }
  | {
      readonly asked: 'answer';
      readonly attempt: string;
      readonly version: number;
      readonly answer: Answer;
      readonly visitor: Visitor;
    }
  | {
      readonly asked:
        | 'sign-out'
        | 'choose-password'
        | 'join'
        | 'stop'
        | 'forgot'
        | 'new-password'
        | 'unlock'
        | 'let-in';
      readonly with: readonly string[];
    };

/** The hosted pages on a real server, before a domain that answers what a test told it to. */
export interface ScriptedApp extends RunningApp {
  readonly server: HttpServer<Locale>;
  readonly asked: Asked[];
  readonly lines: string[];
  /** What `show` yields, and the page of the next answers. */
  page: Page;
  /** The rest of the next answers. */
  next: Omit<Answered, 'page'>;
  /** Thrown by whatever is asked next. */
  fails: Error | null;
}

/** A page at some step. */
export function pageAt(step: Step, changes: Partial<Page> = {}): Page {
  return {
    application: null,
    next: null,
    attempt: step.kind === 'ask-identifier' ? null : ATTEMPT,
    step,
    problem: null,
    address: step.kind === 'ask-identifier' ? null : 'amara@riverside.example',
    organizations: [],
    sign: null,
    support: null,
    setUp: null,
    views: {
      challenge: null,
      passkeyFirst: null,
      binding: null,
      recoveryCode: null,
      trustOptions: null,
      work: null,
      passwordMinimum: null,
    },
    now: 0,
    ...changes,
  };
}

/** Nobody is signed in who could change anything. */
const OUT = async () => ({ outcome: 'out' }) as const;
const NOTHING = async () => [];
const NOBODYS: SelfService = {
  methods: { look: OUT, rename: OUT, remove: OUT },
  apps: { offer: OUT, confirm: OUT },
  passkeys: { offer: OUT, add: OUT },
  recoveryCode: { offer: OUT, reveal: OUT, save: OUT },
  defaultMethod: { look: OUT, choose: OUT },
  lostApp: { report: OUT, resume: OUT },
  places: { sessions: NOTHING, browsers: NOTHING, endSession: OUT, endOthers: OUT, forget: OUT },
  activity: { of: NOTHING },
  language: { choose: OUT },
};

const NOTHING_SHARED: Pick<PagesParts, 'brandings' | 'workstations' | 'firstOwner'> = {
  firstOwner: { look: async () => null, begin: async () => ({ ok: false, error: { reason: 'over' } }) },
  brandings: { logo: async () => null },
  workstations: { look: async () => ({ kind: 'over' }), use: async () => null },
};

/** Starts it on a free port. */
export async function startScriptedApp(
  url: PublicUrl = { origin: 'http://localhost:4000', host: 'localhost', secure: false },
): Promise<ScriptedApp> {
  const lines: string[] = [];
  const assets = packAssets([
    { name: 'pages', extension: 'css', bytes: Buffer.from('a{}') },
    { name: 'pages', extension: 'js', bytes: Buffer.from(';') },
    { name: 'work', extension: 'js', bytes: Buffer.from(';') },
  ]);
  const frame = {
    instanceName: 'Vestibule',
    instanceSupport: null,
    assets: { css: assets.href('pages.css'), js: assets.href('pages.js'), work: assets.href('work.js') },
  };
  const server = await createServer<Locale>({
    url,
    trustedProxies: [],
    log: createLog({ destination: { write: (line: string) => void lines.push(line) } }),
    random: systemRandom,
    csrfKey: Buffer.alloc(32, 1),
    locales: ['en', 'es'],
    writer: problemWriter(views, frame),
    assets,
    checks: [],
  });
  const app: ScriptedApp = {
    base: '',
    server,
    lines,
    asked: [],
    page: pageAt({ kind: 'ask-identifier' }),
    next: { sessionToken: null, deviceToken: null, accepted: true },
    fails: null,
    links: [
      `/invitation/${LINKS.invitation}`,
      `/invitation/${LINKS.join}`,
      `/stop/${LINKS.stop}`,
      `/forgot/${LINKS.forgot}`,
      `/unlock/${LINKS.unlock}`,
    ],
    attempts: async () => [{ visit: await visit(app), id: ATTEMPT.id }],
    owner: async () => null,
    clients: null,
    leadsTo: [],
    secrets: [],
    logLines: () => lines,
    routes: () => server.routes(),
    stop: () => server.stop(1_000),
  };
  registerPages({
    server,
    views,
    frame,
    signIn: scriptedSignIn(app),
    account: scriptedAccount(app),
    proving: { prove: OUT, enter: OUT },
    countryOf: () => null,
    ...NOTHING_SHARED,
    own: NOBODYS,
    now: () => 0,
    invitations: scriptedInvitations(app),
    stops: scriptedStops(app),
    forgotten: scriptedForgotten(app),
    unlocks: scriptedUnlocks(app),
    ownPassword: { look: async () => ({ outcome: 'out' }), change: async () => ({ outcome: 'out' }) },
  });
  const port = await server.listen(0, '127.0.0.1');
  return Object.assign(app, { base: `http://127.0.0.1:${port}` });
}

function scriptedSignIn(app: ScriptedApp): SignIn {
  const answered = (): Answered => ({ page: app.page, ...app.next });
  return {
    async show(attempt, visitor) {
      note(app, { asked: 'show', attempt, visitor });
      return app.page;
    },
    async welcome() {
      return app.page;
    },
    async stepUp() {
      return null;
    },
    async standing() {
      return 'ask';
    },
    async begin(address, visitor) {
      note(app, { asked: 'begin', address, visitor });
      return answered();
    },
    async beginWithPasskey(answer, visitor) {
      note(app, { asked: 'begin with a passkey', answer, visitor });
      return answered();
    },
    async answer(attempt, version, answer, visitor) {
      note(app, { asked: 'answer', attempt, version, answer, visitor });
      return answered();
    },
  };
}

function scriptedAccount(app: ScriptedApp): AccountPages {
  const person = { name: 'Amara Okafor', address: 'amara@riverside.example', support: null };
  const look = <T>(token: string, view: T) => {
    if (app.fails !== null) throw app.fails;
    if (token === SESSIONS.insufficient) return { outcome: 'insufficient' as const, address: person.address };
    return token === SESSIONS.good ? { outcome: 'in' as const, view } : { outcome: 'out' as const };
  };
  return {
    check: async (token) => look(token, { person, organizations: [], waysBack: 2, console: false }),
    security: async (token) =>
      look(token, {
        person,
        now: 0,
        organizations: [],
        apps: [],
        passkeys: [],
        recoveryCodeSavedAt: null,
        emailFallback: false,
        waysBack: 2,
        addable: { app: true, passkey: true, recoveryCode: true },
        asksFirst: null,
        signal: { rpId: 'localhost', userId: 'QQ', allAcceptedCredentialIds: [], name: '', displayName: '' },
      }),
    look: async (token) => (token === SESSIONS.good ? { idleMs: 60_000, absoluteMs: 60_000 } : null),
    stay: async (token) => (token === SESSIONS.good ? { idleMs: 60_000, absoluteMs: 60_000 } : null),
    async signOut(token) {
      note(app, { asked: 'sign-out', with: [token] });
    },
  };
}

function scriptedInvitations(app: ScriptedApp): Invitations {
  const organization = 'Riverside Clinic';
  const address = 'amara@riverside.example';
  return {
    async look(token) {
      if (token === LINKS.join) return { kind: 'join', organization, address };
      if (token !== LINKS.invitation) return { kind: 'over' };
      return { kind: 'choose-password', name: 'Amara Okafor', address, organization, minimum: 8 };
    },
    async choosePassword(token, password) {
      note(app, { asked: 'choose-password', with: [token, password] });
      if (token !== LINKS.invitation) return { outcome: 'over' };
      if (password === 'busy') return { outcome: 'busy', retryAfterMs: 1_500 };
      return password.length < 8 ? { outcome: 'refused', reason: 'too-short' } : { outcome: 'chosen' };
    },
    async join(token) {
      note(app, { asked: 'join', with: [token] });
      return token === LINKS.join ? { outcome: 'joined', organization } : { outcome: 'over' };
    },
  };
}

function scriptedStops(app: ScriptedApp): Stops {
  return {
    look: async (token) => (token === LINKS.stop ? { kind: 'ask', about: 'sign-in' } : { kind: 'over' }),
    async stop(token) {
      note(app, { asked: 'stop', with: [token] });
      return token === LINKS.stop ? { outcome: 'stopped', password: 'kept' } : { outcome: 'over' };
    },
  };
}

function scriptedForgotten(app: ScriptedApp): Forgotten {
  const address = 'amara@riverside.example';
  return {
    async request(typed) {
      note(app, { asked: 'forgot', with: [typed] });
      return typed.includes('@') ? 'asked' : 'address-malformed';
    },
    look: async (token) => (token === LINKS.forgot ? { kind: 'choose', address, minimum: 8 } : { kind: 'over' }),
    async choose(token, password) {
      note(app, { asked: 'new-password', with: [token, password] });
      if (token !== LINKS.forgot) return { outcome: 'over' };
      if (password === 'busy') return { outcome: 'busy', retryAfterMs: 1_500 };
      return password.length < 8 ? { outcome: 'refused', reason: 'too-short' } : { outcome: 'chosen' };
    },
  };
}

function scriptedUnlocks(app: ScriptedApp): Unlocking {
  const address = 'amara@riverside.example';
  return {
    async request(typed) {
      note(app, { asked: 'unlock', with: [typed] });
      return typed.includes('@') ? 'asked' : 'address-malformed';
    },
    look: async (token) => (token === LINKS.unlock ? { kind: 'open', address } : { kind: 'over' }),
    async open(token) {
      note(app, { asked: 'let-in', with: [token] });
      return token === LINKS.unlock ? { outcome: 'opened', deviceToken: 'd'.repeat(43) } : { outcome: 'over' };
    },
  };
}

function note(app: ScriptedApp, asked: Asked): void {
  app.asked.push(asked);
  if (app.fails !== null) throw app.fails;
}
