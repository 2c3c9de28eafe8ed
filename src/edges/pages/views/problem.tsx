import type { Locale } from '../../../domain/accounts/decide/account.ts';
import { MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';
import { ButtonLink } from '../../../platform/ui/buttons.tsx';
import { rich } from '../../../platform/ui/rich.tsx';
import { safeUrl } from '../../../platform/ui/safe-url.ts';
import { wordsFor } from '../i18n/words.ts';
import type { Chrome, ProblemView } from './contract.ts';
import { frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

/** A refusal or a defect, as a page. */
export function renderProblem(view: ProblemView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { title, detail } = problemWords(view, chrome.locale);
  return renderSimple(frame, {
    heading: title,
    why: detail,
    picture: view.reason === 'busy' || view.reason === 'too-many-requests' ? 'clock' : 'warning',
    tone: 'caution',
    content: (
      <>
        {view.traceId === null ? null : (
          <p class="hint">
            {rich((marks) => frame.words.t('problem.trace', marks), { trace: <bdi class="trace">{view.traceId}</bdi> })}
          </p>
        )}
        {view.back === undefined ? (
          <ButtonLink href="/sign-in">{frame.words.t('frame.goToSignIn')}</ButtonLink>
        ) : (
          <ButtonLink href={safeUrl(view.back) ?? '/sign-in'}>{frame.words.t('frame.back')}</ButtonLink>
        )}
      </>
    ),
  });
}

/** Title and detail of a problem in the person's language, for its JSON twin (RFC 9457). */
export function problemWords(
  { reason, retryAfterS }: Pick<ProblemView, 'reason' | 'retryAfterS'>,
  locale: Locale,
): { readonly title: string; readonly detail: string } {
  const { t, duration } = wordsFor(locale);
  const wait = duration(Math.max(MINUTE_MS, (retryAfterS ?? 0) * SECOND_MS));
  return { title: t(`problem.${reason}Title`), detail: t(`problem.${reason}Detail`, { wait }) };
}
