import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { newId, newToken } from '../../src/platform/random.ts';
import type { ResetCasesTable } from '../../src/storage/tables.ts';
import type { Made, Maker } from './people.ts';

const DAY_OF_WORK_MS = 12 * HOUR_MS;

/** A session of the last hours; every second one has ended. */
export function session({ seeded, clock }: Maker, { id }: Made) {
  const startedAt = clock.at - seeded.below(DAY_OF_WORK_MS / 2);
  return {
    id: newId<string>(seeded),
    token_hash: newToken(seeded),
    account_id: id,
    attempt_id: newId<string>(seeded),
    acr: 'aal2',
    amr: '["pwd","otp","mfa"]',
    proofs: '[]',
    started_at: startedAt,
    last_seen_at: startedAt,
    idle_ms: 30 * MINUTE_MS,
    absolute_end_at: startedAt + DAY_OF_WORK_MS,
    ended_at: seeded.chance() < 0.5 ? clock.at : null,
    end_reason: null,
    browser: 'Firefox on Linux',
    source_sealed: null,
    console_seen_at: null,
  };
}

/** A browser that somebody used lately. */
export function device({ seeded, clock }: Maker, { id }: Made) {
  return {
    id: newId<string>(seeded),
    token_hash: newToken(seeded),
    account_id: id,
    passkey_id: null,
    offer_trust_again_at: null,
    created_at: clock.at,
    last_used_at: clock.at,
    browser: 'Firefox on Linux',
  };
}

/** A mail that was handed over in the last weeks. */
export function mail({ seeded, clock }: Maker, { id }: Made) {
  const at = clock.at - seeded.below(20 * DAY_MS);
  return {
    id: newId<string>(seeded),
    account_id: id,
    kind: 'session-started',
    message_sealed: null,
    cause: null,
    created_at: at,
    not_after: null,
    next_try_at: at,
    tries: 1,
    leased_until: null,
    handed_over_at: at,
    failed_at: null,
  };
}

/** Of ten resets one of each waits: to be carried out, for a second operator, for its set-up. The others are over. */
const WAITING = ['open', 'approval', 'set-up'] as const;

/** A support reset of the last year; those that wait were opened yesterday. */
export function reset(
  { seeded, clock, auditor }: Maker,
  { id, auditKeySealed }: Made,
  agent: Made,
  number: number,
): ResetCasesTable {
  const caseId = newId<string>(seeded);
  const waits = WAITING[number % 10] ?? 'no';
  const carried = waits === 'no' || waits === 'set-up';
  const openedAt = clock.at - (waits === 'no' ? DAY_MS * (8 + seeded.below(350)) : DAY_MS);
  const record = { reason: 'Lost phone', ticket: 'T-1', callBack: 'Number on record, 10:00', checklist: [] };
  return {
    id: caseId,
    account_id: id,
    version: 1,
    opened_by: agent.id,
    opened_at: openedAt,
    record_sealed: auditor.sealFor(id, auditKeySealed, JSON.stringify(record), `reset_cases/${caseId}/record`),
    needs_approval: waits === 'approval' ? 1 : 0,
    hold_until: null,
    approved_by: null,
    approved_at: null,
    carried_out_by: carried ? agent.id : null,
    carried_out_at: carried ? openedAt : null,
    cancelled_at: null,
    vetoed_at: null,
    finished_at: waits === 'no' ? openedAt : null,
    pass_hash: null,
    pass_expires_at: null,
    passes_made: waits === 'set-up' ? 1 : 0,
    pass_used_at: null,
  };
}
