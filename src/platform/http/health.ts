import type { FastifyInstance } from 'fastify';

/** Something the server cannot work without. */
export interface ReadinessCheck {
  /** As `database`: shown in the answer. */
  readonly name: string;
  /** Whether it works now; throwing counts as no. */
  check(): Promise<boolean>;
}

/** `/healthz`: the process runs. `/readyz`: send it requests; it answers 503 while a check fails or the server drains. */
export function registerHealth(
  app: FastifyInstance,
  checks: readonly ReadinessCheck[],
  isDraining: () => boolean,
): void {
  app.get('/healthz', { config: { purpose: 'Tells that the process runs' } }, (_request, reply) =>
    reply.send({ status: 'ok' }),
  );
  app.get('/readyz', { config: { purpose: 'Tells whether requests can be served now' } }, async (_request, reply) => {
    const results = await Promise.all(checks.map(runCheck));
    const ready = !isDraining() && results.every((result) => result.ok);
    const answers = Object.fromEntries(results.map((result) => [result.name, result.ok ? 'ok' : 'failed']));
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not-ready', checks: answers });
  });
}

async function runCheck(check: ReadinessCheck): Promise<{ readonly name: string; readonly ok: boolean }> {
  try {
    return { name: check.name, ok: await check.check() };
  } catch {
    return { name: check.name, ok: false };
  }
}
