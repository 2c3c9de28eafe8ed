import { Submit } from '../../../platform/ui/buttons.tsx';
import type { SessionTime } from './contract.ts';
import { Csrf } from './form.tsx';
import type { Frame } from './frame-words.ts';

/**
 * The warning before a session ends (WCAG 2.2.1). The script opens it, see `platform/ui/client/session.ts`; where there is
 * none a sentence on the page says how long the session lasts.
 */
export function SessionEnd({ frame, session }: { readonly frame: Frame; readonly session: SessionTime }) {
  const { chrome, words } = frame;
  const { t } = words;
  return (
    <>
      <dialog
        class="session-end"
        role="alertdialog"
        aria-labelledby="session-end-title"
        aria-describedby="session-end-text"
        data-idle={session.idleMs}
        data-absolute={session.absoluteMs}
      >
        <h2 id="session-end-title">{t('sessionEnd.title')}</h2>
        <p
          id="session-end-text"
          data-idle-words={t('sessionEnd.idle')}
          data-absolute-words={t('sessionEnd.absolute')}
        ></p>
        <form method="post" action="/account/session" data-stays>
          <Csrf chrome={chrome} />
          <Submit>{t('sessionEnd.stay')}</Submit>
        </form>
        <button type="button" class="button secondary">
          {t('sessionEnd.close')}
        </button>
        <form method="post" action="/account/sign-out">
          <Csrf chrome={chrome} />
          <Submit look="text">{t('frame.signOut')}</Submit>
        </form>
      </dialog>
      <noscript>
        <p class="hint">
          {t('sessionEnd.noScript', { duration: words.duration(Math.min(session.idleMs, session.absoluteMs)) })}
        </p>
      </noscript>
    </>
  );
}
