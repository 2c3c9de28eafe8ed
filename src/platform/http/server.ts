import type { IncomingMessage, ServerResponse } from 'node:http';
import cookie from '@fastify/cookie';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { PublicUrl } from '../config.ts';
import { type Log, withoutRedaction } from '../log.ts';
import type { Random } from '../random.ts';
import { type Assets, registerAssets } from './assets.ts';
import { registerBodies } from './bodies.ts';
import { compress } from './compress.ts';
import { answerBrokenRequest, type ProblemWriter, registerErrors } from './errors.ts';
import { parseFields } from './fields.ts';
import { BODY_LIMIT, guardRequests, MALFORMED_QUERY, registerHeaders, routableTarget } from './guards.ts';
import { type ReadinessCheck, registerHealth } from './health.ts';
import { collectInventory, type RouteEntry } from './inventory.ts';
import { pickEncoding } from './negotiate.ts';
import type { SharedParts } from './shared.ts';
import { createWeb, type Web } from './web.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 15_000;
const HEADER_LIMIT = 16 * 1024;
/** Smaller bodies gain nothing. */
const COMPRESS_FROM = 1_024;

/** What a server is made of. */
export interface ServerParts<L extends string> {
  readonly url: PublicUrl;
  /** Networks whose `X-Forwarded-For` is believed, in CIDR form. */
  readonly trustedProxies: readonly string[];
  readonly log: Log;
  readonly random: Random;
  /** 32 bytes derived for this purpose alone. */
  readonly csrfKey: Buffer;
  /** Languages of the pages, the default one first. */
  readonly locales: readonly [L, ...L[]];
  /** Absent: no browser is shared. */
  readonly shared?: SharedParts;
  readonly writer: ProblemWriter<L>;
  readonly assets: Assets;
  readonly checks: readonly ReadinessCheck[];
  /** Whether an error says that something the server cannot work without did not serve just then; absent: none does. */
  readonly unavailable?: (error: unknown) => boolean;
}

/** A server to which edges add their routes before it listens. */
export interface HttpServer<L extends string> {
  readonly app: FastifyInstance;
  readonly web: Web<L>;
  /** Every route, once all are registered. */
  routes(): readonly RouteEntry[];
  /** Begins to listen; yields the port, chosen by the system for 0. */
  listen(port: number, host: string): Promise<number>;
  /** Stops listening, lets running requests end, and cuts what still runs after `drainMs`. */
  stop(drainMs: number): Promise<void>;
}

/** Makes a server with everything that is the same for every route: limits, headers, cookies, CSRF protection, errors, health, assets. */
export async function createServer<L extends string>(parts: ServerParts<L>): Promise<HttpServer<L>> {
  const app = bareServer(parts);
  let draining = false;
  const inventory = collectInventory(app);
  const web = createWeb(parts);
  registerHeaders(app, parts.url);
  logRequests(app, parts);
  await app.register(cookie);
  guardRequests(app, parts.url, web);
  await registerBodies(app);
  app.addHook('onSend', (request, reply, payload, done) => {
    if (draining) reply.header('connection', 'close');
    done(null, compressed(request, reply, payload));
  });
  registerErrors(app, { ...parts, web, inventory });
  registerHealth(app, parts.checks, () => draining);
  registerAssets(app, parts.assets);
  return {
    app,
    web,
    routes: () => inventory.all(),
    async listen(port, host) {
      await app.listen({ port, host });
      const address = app.server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    },
    async stop(drainMs) {
      draining = true;
      const cut = setTimeout(() => app.server.closeAllConnections(), drainMs);
      await app.close();
      clearTimeout(cut);
    },
  };
}

function bareServer<L extends string>(parts: ServerParts<L>): FastifyInstance {
  const app = fastify({
    trustProxy: parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { maxHeaderSize: HEADER_LIMIT, headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 5_000 },
    genReqId: traceIds(parts.random),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBrokenRequest,
    rewriteUrl: (request) => routableTarget(request.url ?? '/'),
    routerOptions: {
      maxParamLength: 2_048,
      querystringParser: (text) => {
        const fields = parseFields(text);
        return fields.ok ? fields.value : MALFORMED_QUERY;
      },
    },
  });
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Whoever asks before sending a body that is too large is refused without being told to go on.
    if (Number(request.headers['content-length'] ?? 0) <= BODY_LIMIT) response.writeContinue();
    app.server.emit('request', request, response);
  });
  return app;
}

/** One line a request, with the pattern of its route: addresses hold tokens. */
function logRequests<L extends string>(app: FastifyInstance, parts: ServerParts<L>): void {
  const log = withoutRedaction(parts.log);
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      trace: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    log.info(line, 'request');
    done();
  });
}

/** Requests that share the first half of their ids. */
const TRACES = 0x100_0000;

/** Names for requests in the log: no secret, so that only every so often one takes randomness. */
function traceIds(random: Random): () => string {
  let series = '';
  let next = TRACES;
  return () => {
    if (next === TRACES) {
      series = random.bytes(5).toString('hex');
      next = 0;
    }
    const id = series + next.toString(16).padStart(6, '0');
    next += 1;
    return id;
  };
}

/** A page in an encoding that the client takes; anything else as it is. */
function compressed(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (typeof payload !== 'string' || payload.length < COMPRESS_FROM) return payload;
  const encoding = pickEncoding(request.headers['accept-encoding']);
  if (encoding === null) return payload;
  reply.header('content-encoding', encoding).removeHeader('content-length');
  return compress(Buffer.from(payload), encoding, 'page');
}
