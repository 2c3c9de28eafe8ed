/** Why a request was refused or failed, whatever it asked for. A closed list: each has its status, and its words in every language. */
export const PROBLEM_STATUS = {
  'bad-request': 400,
  /** The CSRF value did not fit, or the request came from another site. */
  'form-expired': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'too-large': 413,
  'unsupported-type': 415,
  'too-many-requests': 429,
  failed: 500,
  busy: 503,
} as const;

/** Names a reason of that list. */
export type ProblemReason = keyof typeof PROBLEM_STATUS;

/** A refusal that ends a request: thrown by HTTP plumbing, rendered in one place as a page or as JSON. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly reason: ProblemReason;
  readonly statusCode: number;
  /** Seconds for `Retry-After`; null: none. */
  readonly retryAfterS: number | null;
  /** Path that leads back to where the person was; null: nowhere in particular. */
  readonly back: string | null;

  constructor(reason: ProblemReason, extra: { readonly retryAfterS?: number; readonly back?: string } = {}) {
    super(reason);
    this.reason = reason;
    this.statusCode = PROBLEM_STATUS[reason];
    this.retryAfterS = extra.retryAfterS ?? null;
    this.back = extra.back ?? null;
  }
}

/** The JSON form of a problem (RFC 9457), sent as `application/problem+json`. */
export interface ProblemDocument {
  /** `urn:vestibule:problem:` and the reason. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Found again in the log; absent where nothing was logged. */
  readonly trace?: string;
}

/** Makes the JSON form of a problem. */
export function problemDocument(
  reason: ProblemReason,
  words: { readonly title: string; readonly detail: string },
  traceId: string | null,
): ProblemDocument {
  const document = { type: `urn:vestibule:problem:${reason}`, ...words, status: PROBLEM_STATUS[reason] };
  return traceId === null ? document : { ...document, trace: traceId };
}
