import * as z from 'zod';
import { METHOD_KINDS } from '../../domain/methods/decide/traits.ts';
import type { Answer } from '../../domain/sign-in/run/page.ts';
import type { Body } from '../../platform/http/fields.ts';
import { ok, type Result, refused } from '../../platform/kernel/result.ts';
import type { PasskeyFailure } from './views/contract.ts';

/** A posted answer, checked. */
export interface PostedAnswer {
  readonly answer: Answer;
  /** The attempt and the version of it that the page showed; null only for what opens one: an address or a passkey. */
  readonly attempt: { readonly id: string; readonly version: number } | null;
  /** The waiting request of an application that an address is given for; null: the person came by herself. */
  readonly application: string | null;
  /** The script found a user-verifying platform authenticator. */
  readonly platform: boolean;
}

/** How a passkey dialog may end without a passkey. */
export const PASSKEY_FAILURES = [
  'cancelled',
  'timed-out',
  'already-there',
  'not-supported',
  'failed',
  'no-script',
] as const satisfies readonly PasskeyFailure[];

/** The longest password that is looked at, in UTF-16 units: far above what the policy accepts, which then says so. */
export const PASSWORD_FIELD = z.string().max(4_096);

/** What opens an attempt. */
const OPENING: readonly Answer['kind'][] = ['identifier', 'passkey-first'];

const METHOD = z.enum(METHOD_KINDS as [(typeof METHOD_KINDS)[number], ...(typeof METHOD_KINDS)[number][]]);
const CODE = z.string().max(200);
/** A passkey's answer as JSON text. */
const RESPONSE = z.string().max(48_000);
/** A tick or a choice: forms send text, JSON may send a boolean. */
const FLAG = z.union([z.boolean(), z.enum(['yes', 'no', '']).transform((text) => text === 'yes')]);
const CHOICE = z.union([z.boolean(), z.enum(['yes', 'no']).transform((text) => text === 'yes')]);

const ATTEMPT_ID = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

const envelope = z.object({
  application: z.union([z.literal(''), z.null(), ATTEMPT_ID]).optional(),
  attempt: z.union([z.literal(''), z.null(), ATTEMPT_ID]).optional(),
  version: z
    .union([
      z.literal(''),
      z.int().min(0).max(999_999_999),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ])
    .optional(),
  platform: FLAG.optional(),
});

const answers = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('identifier'), address: z.string().max(1_000) }),
  z.object({ answer: z.literal('passkey-first'), ticket: z.string().max(100), response: RESPONSE }),
  z.object({
    answer: z.literal('password'),
    password: PASSWORD_FIELD,
    work: z.string().max(1_000).optional(),
    ticket: z.string().max(100).optional(),
  }),
  z.object({ answer: z.literal('new-password'), password: PASSWORD_FIELD }),
  z.object({ answer: z.literal('proof'), method: METHOD, code: CODE.optional(), response: RESPONSE.optional() }),
  z.object({
    answer: z.literal('bind'),
    method: z.enum(['totp', 'passkey']),
    code: CODE.optional(),
    response: RESPONSE.optional(),
  }),
  z.object({ answer: z.literal('choose-method'), method: METHOD }),
  z.object({ answer: z.literal('passkey-failed'), reason: z.enum(PASSKEY_FAILURES) }),
  z.object({ answer: z.literal('recovery-code-saved'), saved: FLAG.optional() }),
  z.object({ answer: z.literal('app-kept'), kept: CHOICE }),
  z.object({ answer: z.literal('trust-accepted'), response: RESPONSE }),
  z.object({ answer: z.literal('trust-declined'), until: z.enum(['not-now', 'not-on-this-device']) }),
  z.object({ answer: z.literal('resend') }),
  z.object({ answer: z.literal('postpone-set-up') }),
  z.object({ answer: z.literal('app-lost') }),
  z.object({ answer: z.literal('start-over') }),
]);

/**
 * Reads a posted form or JSON body into an answer. Unknown fields are ignored; a missing, oversized or oddly typed one is
 * malformed, and then nothing was checked or counted.
 */
export function parseAnswer(body: Body): Result<PostedAnswer, 'malformed'> {
  const wrapped = envelope.safeParse(body);
  const parsed = answers.safeParse(body);
  if (!wrapped.success || !parsed.success) return refused('malformed');
  const answer = toAnswer(parsed.data);
  const { attempt, version, platform = false } = wrapped.data;
  const application = wrapped.data.application || null;
  if (!attempt) {
    return answer !== null && OPENING.includes(answer.kind)
      ? ok({ answer, attempt: null, application, platform })
      : refused('malformed');
  }
  if (answer === null || typeof version !== 'number') return refused('malformed');
  return ok({ answer, attempt: { id: attempt, version }, application: null, platform });
}

/** The id of an attempt as a query or a body states it; null where it states none or something else. */
export function attemptIdOf(stated: unknown): string | null {
  const parsed = ATTEMPT_ID.safeParse(stated);
  return parsed.success ? parsed.data : null;
}

function toAnswer(data: z.infer<typeof answers>): Answer | null {
  switch (data.answer) {
    case 'identifier':
      return { kind: data.answer, address: data.address };
    case 'passkey-first':
      return { kind: data.answer, ticket: data.ticket, credential: data.response };
    case 'password': {
      const { password, work, ticket } = data;
      return { kind: data.answer, password, ...(work && { work }), ...(ticket && { ticket }) };
    }
    case 'new-password':
      return { kind: data.answer, password: data.password };
    case 'proof': {
      const fields = proofFields(data.method, data);
      return fields === null ? null : { kind: data.answer, method: data.method, fields };
    }
    case 'bind': {
      const fields = proofFields(data.method, data);
      return fields === null ? null : { kind: data.answer, method: data.method, fields };
    }
    case 'choose-method':
      return { kind: data.answer, method: data.method };
    case 'passkey-failed':
      return { kind: data.answer, reason: data.reason };
    case 'recovery-code-saved':
      return { kind: data.answer, saved: data.saved ?? false };
    case 'app-kept':
      return { kind: data.answer, kept: data.kept };
    case 'trust-accepted':
      return { kind: data.answer, fields: { credential: data.response } };
    case 'trust-declined':
      return { kind: data.answer, until: data.until };
    default:
      return { kind: data.answer };
  }
}

/** The one field that a method reads; null when it is not there. A password is proved by its own answer, never as a second proof. */
function proofFields(
  method: string,
  data: { readonly code?: string | undefined; readonly response?: string | undefined },
): Readonly<Record<string, string>> | null {
  if (method === 'password') return null;
  if (method === 'passkey') return data.response === undefined ? null : { credential: data.response };
  return data.code === undefined ? null : { code: data.code };
}
