import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPrescriptionsApi } from '../api/prescriptions.ts';
import type { Clinic, Log, Visit } from './clinic.ts';
import { type Answer, cookieOf, json, page, readBody, send } from './http.ts';
import { createLogoutTokenReader } from './logout-token.ts';
import { problemPage } from './pages.ts';
import { askPrescription, listPrescriptions, prescribe } from './prescribe-routes.ts';
import { createRelyingParty } from './relying-party.ts';
import { createSessions } from './sessions.ts';
import { backchannelLogout, callback, home, signedOut, signIn, signOut } from './sign-in-routes.ts';
import { STYLE } from './style.ts';

/** How to start the application. */
export interface ClinicOptions {
  /** Vestibule's address, as its discovery document writes it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of this machine's loopback; 0: any that is free. */
  readonly port: number;
  /** Where browsers reach it; absent: `http://localhost:<port>`. */
  readonly url?: string;
  readonly log?: Log;
  /** Milliseconds since 1970; absent: the machine's clock. */
  readonly now?: () => number;
}

/** The application as it runs. */
export interface RunningClinic {
  readonly url: string;
  stop(): Promise<void>;
}

interface Route {
  readonly answer: (clinic: Clinic, visit: Visit) => Promise<Answer>;
  /** A form of this application, which carries the value of its session; not so what other servers post. */
  readonly ownForm?: true;
}

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /': { answer: home },
  'GET /sign-in': { answer: signIn },
  'GET /callback': { answer: callback },
  'GET /prescribe': { answer: askPrescription },
  'POST /prescribe': { answer: prescribe, ownForm: true },
  'GET /prescriptions': { answer: listPrescriptions },
  'POST /sign-out': { answer: signOut, ownForm: true },
  'GET /signed-out': { answer: signedOut },
  'POST /backchannel-logout': { answer: backchannelLogout },
};

/** The addresses that the client must be registered with at Vestibule. */
export function clinicAddresses(url: string) {
  return {
    redirectUri: `${url}/callback`,
    postLogoutRedirectUri: `${url}/signed-out`,
    backchannelLogoutUri: `${url}/backchannel-logout`,
    resource: `${url}/api`,
  };
}

/** Starts the web application and its API on one port. Vestibule need not run yet. */
export async function startClinic(options: ClinicOptions): Promise<RunningClinic> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const url = options.url ?? `http://localhost:${(server.address() as AddressInfo).port}`;
  const clinic = createClinic(options, url);
  serve(server, clinic, url, new URL(options.issuer).origin);
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createClinic(options: ClinicOptions, url: string): Clinic {
  const { issuer, clientId, clientSecret, log = () => {}, now = Date.now } = options;
  const { resource } = clinicAddresses(url);
  const relyingParty = createRelyingParty({ issuer, clientId, clientSecret, url, resource, now });
  const { keys } = relyingParty;
  return {
    relyingParty,
    sessions: createSessions(now),
    readLogoutToken: createLogoutTokenReader({ issuer, clientId, keys, now }),
    api: createPrescriptionsApi({ issuer, audience: resource, keys, now }),
    now,
    log,
  };
}

function serve(server: Server, clinic: Clinic, url: string, issuerOrigin: string): void {
  const secure = url.startsWith('https:');
  const cookie = secure ? '__Host-clinic' : 'clinic';
  server.on('request', (request, response) => {
    answer(clinic, request, url, cookie)
      .catch((error: unknown): Handled => {
        clinic.log('a request failed', error);
        const text = 'The sign-in service cannot be reached, or something broke here. Nothing was changed.';
        return { answer: page(problemPage('Please try again in a moment', text, null, null), 503), session: undefined };
      })
      .then(({ answer: { headers, ...rest }, session }) => {
        const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
        const value = session === null ? `${cookie}=; Max-Age=0` : `${cookie}=${session}`;
        const setCookie = session === undefined ? {} : { 'set-cookie': `${value}; ${attributes}` };
        send(response, { ...rest, headers: { ...headers, ...setCookie } }, [issuerOrigin]);
      })
      .catch((error: unknown) => clinic.log('an answer could not be sent', error));
  });
}

/** An answer, and the session that the browser has from now on: undefined: the same, null: none. */
interface Handled {
  readonly answer: Answer;
  readonly session: string | null | undefined;
}

async function answer(clinic: Clinic, request: IncomingMessage, url: string, cookie: string): Promise<Handled> {
  // Never from the Host header: what is built on it would lead where a stranger likes.
  const address = new URL(`${url}/`);
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  address.pathname = path;
  address.search = query;
  const body = await readBody(request);
  if (body === null) return { answer: json({ error: 'too_large' }, 413), session: undefined };
  if (path === '/style.css') {
    return { answer: { status: 200, headers: { 'content-type': 'text/css' }, body: STYLE }, session: undefined };
  }
  if (path === '/api/prescriptions') {
    const { method = 'GET', headers } = request;
    const { status, body: value, challenge } = await clinic.api({ method, authorization: headers.authorization, body });
    const told = challenge === undefined ? {} : { 'www-authenticate': challenge };
    return {
      answer: { ...json(value, status), headers: { 'content-type': 'application/json', ...told } },
      session: undefined,
    };
  }
  const visit: Visit = {
    address,
    form: new URLSearchParams(body),
    session: clinic.sessions.find(cookieOf(request, cookie)),
  };
  const before = visit.session?.id ?? null;
  const answered = await route(clinic, visit, `${request.method} ${path}`);
  const after = visit.session?.id ?? null;
  return { answer: answered, session: after === before ? undefined : after };
}

async function route(clinic: Clinic, visit: Visit, name: string): Promise<Answer> {
  const found = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  const person = visit.session?.signedIn?.person ?? null;
  if (found === undefined) return page(problemPage('There is no such page', 'Check the address.', null, person), 404);
  if (found.ownForm && !isOwnForm(visit)) {
    return page(
      problemPage('That page is too old', 'Open it again and send it once more. Nothing was done.', null, person),
      403,
    );
  }
  return await found.answer(clinic, visit);
}

function isOwnForm({ session, form }: Visit): boolean {
  const sent = Buffer.from(form.get('csrf') ?? '');
  const known = Buffer.from(session?.csrf ?? '');
  return session !== null && sent.length === known.length && timingSafeEqual(sent, known);
}
