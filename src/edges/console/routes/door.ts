import type { FastifyReply, FastifyRequest } from 'fastify';
import { consolePathOf } from '../../../domain/sign-in/run/own-path.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { sendAway } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';

/** Asks for a fresh proof at the door. */
export function registerDoor(parts: ConsoleParts): void {
  parts.server.app.post(
    '/console/prove',
    { config: { purpose: 'Opens a step-up that leads back to the console, unless the last proof is fresh' } },
    (request, reply) => prove(parts, request, reply),
  );
}

async function prove(parts: ConsoleParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const next = consolePathOf(bodyOf(request)['next']);
  if (next === null) throw new HttpProblem('bad-request', { back: '/console' });
  parts.server.web.ensureBrowserToken(request, reply);
  const asked = await parts.door.prove(parts.visitorOf(request), next);
  switch (asked.outcome) {
    case 'ask':
      return reply.redirect(`/sign-in?attempt=${asked.attemptId}`, 303);
    case 'in':
      return reply.redirect(next, 303);
    default:
      return sendAway(parts, request, reply, asked);
  }
}
