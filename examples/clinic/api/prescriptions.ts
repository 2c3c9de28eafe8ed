import { randomUUID } from 'node:crypto';
import { type AccessToken, readAccessToken, type TokenRules } from './access-token.ts';

/** Proofs that may sign a prescription, the best first. */
const ACCEPTED_ACR = ['phr', 'aal2'];
/** How old the proof may be, in seconds. */
const FRESH_FOR = 5 * 60;
/** The scope that the application asks for. */
export const PRESCRIBE_SCOPE = 'prescriptions';
const LONGEST_FIELD = 100;
/** Per person: this is an example and no medical record. */
const MOST_KEPT = 20;

/** What a doctor writes. */
export interface Prescription {
  readonly patient: string;
  readonly medicine: string;
  readonly dose: string;
}

/** A prescription on file. */
export interface FiledPrescription extends Prescription {
  readonly id: string;
  /** How strong the proof was that it was signed with. */
  readonly acr: string;
  /** ISO 8601. */
  readonly filedAt: string;
}

/** An answer of the API; `challenge` is the value of `WWW-Authenticate`. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly challenge?: string;
}

/** A request to `/prescriptions`. `authorization` is that header; `body` is the text that came with it. */
export interface ApiRequest {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** The API with an empty file of prescriptions. Rejects when the issuer's keys cannot be had. */
export function createPrescriptionsApi(rules: TokenRules): (request: ApiRequest) => Promise<ApiAnswer> {
  const file = new Map<string, readonly FiledPrescription[]>();

  /** Reading one's own takes a token, however old the proof behind it is. */
  function list({ subject }: AccessToken): ApiAnswer {
    return { status: 200, body: { prescriptions: file.get(subject) ?? [] } };
  }

  function sign(token: AccessToken, body: string): ApiAnswer {
    // Before the proof: nobody is sent away for something that cannot be filed.
    const prescription = readPrescription(body);
    if (prescription === null) return { status: 400, body: { error: 'invalid_request' } };
    const acr = sufficientAcr(token, rules.now());
    if (acr === null) return refuse(401, stepUpChallenge());
    const filedAt = new Date(rules.now()).toISOString();
    const filed = { ...prescription, id: randomUUID(), acr, filedAt };
    file.set(token.subject, [filed, ...(file.get(token.subject) ?? [])].slice(0, MOST_KEPT));
    return { status: 201, body: filed };
  }

  return async ({ method, authorization, body }) => {
    const bearer = /^Bearer +([\w\-.~+/]+=*)$/i.exec(authorization ?? '')?.[1];
    if (bearer === undefined) return refuse(401, 'Bearer realm="prescriptions"');
    const token = await readAccessToken(bearer, rules);
    if (token === null) return refuse(401, 'Bearer error="invalid_token"');
    if (!token.scopes.includes(PRESCRIBE_SCOPE)) {
      return refuse(403, `Bearer error="insufficient_scope", scope="${PRESCRIBE_SCOPE}"`);
    }
    if (method === 'GET') return list(token);
    return method === 'POST' ? sign(token, body) : { status: 405, body: { error: 'method_not_allowed' } };
  };
}

function refuse(status: number, challenge: string): ApiAnswer {
  const error = /error="(\w+)"/.exec(challenge)?.[1] ?? 'unauthorized';
  return { status, body: { error }, challenge };
}

/** The token's acr when it is strong and fresh enough to sign; null: it is not. */
function sufficientAcr({ acr, provedAt }: AccessToken, now: number): string | null {
  if (acr === null || !ACCEPTED_ACR.includes(acr)) return null;
  return provedAt !== null && now / 1000 - provedAt <= FRESH_FOR ? acr : null;
}

/** RFC 9470 §3. Both demands, always: a fresh proof that is weaker would not do either. */
function stepUpChallenge(): string {
  const why = 'Signing a prescription needs a strong and fresh proof';
  const acr = ACCEPTED_ACR.join(' ');
  return `Bearer error="insufficient_user_authentication", error_description="${why}", acr_values="${acr}", max_age="${FRESH_FOR}"`;
}

function readPrescription(body: string): Prescription | null {
  const value = parsed(body);
  if (typeof value !== 'object' || value === null) return null;
  const { patient, medicine, dose } = value as Readonly<Record<string, unknown>>;
  return isField(patient) && isField(medicine) && isField(dose) ? { patient, medicine, dose } : null;
}

function isField(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_FIELD;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
