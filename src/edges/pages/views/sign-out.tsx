import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, SignOutView } from './contract.ts';
import { Hidden } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

/** `/openid/logout`: an application asks to sign the person out; only the POST does. */
export function renderSignOut(view: SignOutView, chrome: Chrome): string {
  return view.kind === 'ask'
    ? ask(frameOf(chrome, view.person?.support ?? null), view)
    : done(frameOf(chrome, null), view);
}

function ask(frame: Frame, view: SignOutView & { kind: 'ask' }): string {
  const { t } = frame.words;
  const { client } = view;
  return renderSimple(frame, {
    heading: t('signOut.heading'),
    person: view.person,
    why:
      client === null
        ? t('signOut.why')
        : rich((marks) => t('signOut.whyApplication', marks), { client: <Isolated text={client} /> }),
    picture: 'person',
    content: (
      <form method="post" action="/openid/logout/confirm" class="form">
        <Hidden name="xsrf" value={view.xsrf} />
        <Submit name="logout" value="yes" busy={t('signOut.signingOut')}>
          {t('frame.signOut')}
        </Submit>
        <Submit look="secondary">{t('signOut.stay')}</Submit>
      </form>
    ),
  });
}

function done(frame: Frame, view: SignOutView & { kind: 'done' }): string {
  const { t } = frame.words;
  const { client } = view;
  return renderSimple(frame, {
    heading: t('signOut.doneHeading'),
    why:
      client === null
        ? t('signOut.done')
        : rich((marks) => t('signOut.doneApplication', marks), { client: <Isolated text={client} /> }),
    picture: 'check',
    tone: 'good',
    content: (
      <ButtonLink href="/sign-in" look="secondary">
        {t('signOut.again')}
      </ButtonLink>
    ),
  });
}
