import type { Locale } from '../../domain/accounts/decide/account.ts';
import type { ProblemWriter } from '../../platform/http/errors.ts';
import { chromeOf, type Frame } from './parts.ts';
import type { Views } from './views/contract.ts';

/** Puts the server's problems into the words and pages of this instance. */
export function problemWriter(views: Views, frame: Frame): ProblemWriter<Locale> {
  return {
    words: (problem, locale) => views.problemWords(problem, locale),
    page({ reason, status, traceId, back, retryAfterS }, locale) {
      const chrome = chromeOf(frame, locale, '', back ?? '/sign-in');
      return views.renderProblem({ reason, status, traceId, retryAfterS, ...(back === null ? {} : { back }) }, chrome);
    },
  };
}
