import type { FastifyRequest } from 'fastify';
import type { AccountId } from '../../../domain/accounts/decide/account.ts';
import type { CaseFile } from '../../../domain/recovery/run/desk.ts';
import type { CaseMark, CasesQuery, ListedCase } from '../../../domain/recovery/run/desk-ports.ts';
import { may, reachOf } from '../../../domain/roles/decide/permissions.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { addPage, type Entered } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderResetCase } from '../views/reset-case.tsx';
import { renderResets, STATES } from '../views/resets.tsx';

const PAGE = 25;

/** Support resets, and one of them. */
export function registerResets(parts: ConsoleParts): void {
  addPage(parts, '/console/resets', 'Lists support resets', async ({ actor, desk }, request) => {
    const among = reachOf(actor, 'reset.see');
    if (among.length === 0) return null;
    const asked = askedOf(request);
    const cases = await listed(parts, asked, among);
    const shown = cases.slice(0, PAGE);
    const last = shown.at(-1)?.one;
    return renderResets(
      {
        state: asked.state,
        agent: asked.agent,
        cases: shown,
        alerts: may(actor, 'alert.see', { kind: 'everything' }) === null,
        first: asked.after === null ? null : address(asked, null),
        next: cases.length > PAGE && last !== undefined ? address(asked, last) : null,
      },
      desk,
    );
  });
  addPage(
    parts,
    '/console/resets/:id',
    'Shows a support reset: why, how far it is, what was taken away',
    async (entered, request) => {
      const file = await fileFor(parts, entered, request);
      return file === null ? null : renderResetCase(file, entered.actor, entered.desk);
    },
  );
}

/** The case that an address names; null: there is none, or whoever asks may not see it. */
export async function fileFor(
  parts: ConsoleParts,
  { actor }: Entered,
  request: FastifyRequest,
): Promise<CaseFile | null> {
  const file = await parts.reads.resets.file((request.params as { readonly id: string }).id);
  return file === null || may(actor, 'reset.see', { kind: 'person', person: file.party }) !== null ? null : file;
}

/** An agent whom nobody knows has opened nothing. */
async function listed(parts: ConsoleParts, { state, agent, after }: Asked, among: CasesQuery['among']) {
  const agentId = agent === '' ? null : await parts.reads.accountByAddress(agent);
  if (agent !== '' && agentId === null) return [];
  return parts.reads.resets.cases({ among, state, agent: agentId, accountId: null, after, limit: PAGE + 1 });
}

interface Asked {
  readonly state: CasesQuery['state'];
  /** An address as typed; '': anybody. */
  readonly agent: string;
  readonly after: CaseMark | null;
}

function askedOf(request: FastifyRequest): Asked {
  const query = queryOf(request);
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].slice(0, 254).trim() : '');
  const [openedAt, id] = [text('after'), text('id')];
  return {
    state: STATES.find((state) => state === text('state')) ?? 'waiting',
    agent: text('agent'),
    after: /^\d{1,15}$/.test(openedAt) && id !== '' ? { openedAt: Number(openedAt), id } : null,
  };
}

function address({ state, agent }: Asked, after: CaseMark | null): string {
  const query = new URLSearchParams({ state });
  if (agent !== '') query.set('agent', agent);
  if (after !== null) {
    query.set('after', String(after.openedAt));
    query.set('id', after.id);
  }
  return `/console/resets?${query}`;
}

/** The reset of an account that waits to be carried out; null: none does. */
export async function waitingOf(parts: ConsoleParts, accountId: AccountId): Promise<string | null> {
  const cases = await waitingCases(parts, accountId);
  return cases.find(({ one }) => one.carriedOutAt === null)?.one.id ?? null;
}

/** The newest reset of an account that waits for anybody, its owner's set-up included; null: none does. */
export async function openCaseOf(parts: ConsoleParts, accountId: AccountId): Promise<string | null> {
  return (await waitingCases(parts, accountId))[0]?.one.id ?? null;
}

function waitingCases(parts: ConsoleParts, accountId: AccountId): Promise<readonly ListedCase[]> {
  const query = { among: 'all', state: 'waiting', agent: null, accountId, after: null, limit: 10 } as const;
  return parts.reads.resets.cases(query);
}
