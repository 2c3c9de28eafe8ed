import type { ComponentChildren } from 'preact';
import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, InvitationView } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { NewPassword, newPasswordProblem } from './new-password.tsx';
import { renderSimple } from './simple-page.tsx';

/** `/invitation/<token>`: the first password, or joining one more organization. */
export function renderInvitation(view: InvitationView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'choose-password':
      return choosePassword(frame, view);
    case 'join':
      return join(frame, view);
    case 'sign-in-first':
      return ended(
        frame,
        t('invitation.joinHeading', { organization: view.organization }),
        rich((marks) => t('invitation.signInFirst', { ...marks, organization: view.organization }), {
          address: <Isolated text={view.address} />,
        }),
        'brand',
      );
    case 'password-chosen':
      return ended(frame, t('invitation.chosenHeading'), t('invitation.chosenWhy'), 'good');
    case 'joined':
      return ended(
        frame,
        t('invitation.joinedHeading', { organization: view.organization }),
        t('invitation.joinedWhy'),
        'good',
      );
    case 'declined':
      return ended(
        frame,
        t('invitation.declinedHeading', { organization: view.organization }),
        t('invitation.declinedWhy'),
        'brand',
      );
    case 'refused':
      return ended(
        frame,
        t('invitation.refusedHeading', { organization: view.organization }),
        view.conflict === null
          ? t('invitation.refusedElse')
          : t('invitation.refusedWhy', { organizations: frame.words.list(view.conflict) }),
        'caution',
      );
    case 'over':
      return ended(frame, t('invitation.overHeading'), t('invitation.overWhy'), 'caution');
  }
}

function choosePassword(frame: Frame, view: InvitationView & { kind: 'choose-password' }): string {
  const { words, chrome } = frame;
  const { t } = words;
  const { alert, atField } = newPasswordProblem(view, words);
  return renderSimple(frame, {
    heading: t('invitation.heading', { name: view.name }),
    sign: { name: view.organization, color: null, logo: null },
    why: rich((marks) => t('invitation.why', { ...marks, organization: view.organization }), {
      address: <Isolated text={view.address} />,
    }),
    picture: 'key',
    above: alert,
    content: (
      <form method="post" action={pathOf(view.token)} class="form" novalidate>
        <Csrf chrome={chrome} />
        <NewPassword words={words} address={view.address} minimum={view.minimum} {...atField} />
        <Submit busy={t('newPassword.saving')}>{t('invitation.choose')}</Submit>
      </form>
    ),
  });
}

function join(frame: Frame, view: InvitationView & { kind: 'join' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('invitation.joinHeading', { organization: view.organization }),
    why: rich((marks) => t('invitation.joinWhy', { ...marks, organization: view.organization }), {
      address: <Isolated text={view.address} />,
    }),
    picture: 'person',
    content: (
      <form method="post" action={pathOf(view.token)} class="form">
        <Csrf chrome={frame.chrome} />
        <Submit name="join" value="yes">
          {t('invitation.join')}
        </Submit>
        <Submit look="secondary" name="join" value="no">
          {t('invitation.decline')}
        </Submit>
      </form>
    ),
  });
}

function ended(frame: Frame, heading: string, why: ComponentChildren, tone: 'good' | 'brand' | 'caution'): string {
  return renderSimple(frame, {
    heading,
    why,
    picture: tone === 'good' ? 'check' : tone === 'brand' ? 'person' : 'clock',
    tone,
    content: <ButtonLink href="/sign-in">{frame.words.t('frame.goToSignIn')}</ButtonLink>,
  });
}

function pathOf(token: string): string {
  return `/invitation/${encodeURIComponent(token)}`;
}
