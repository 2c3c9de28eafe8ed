import type { ComponentChildren } from 'preact';
import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { EmailField } from '../../../platform/ui/fields.tsx';
import { BackLink, type IconName } from '../../../platform/ui/layout.tsx';
import { Alert } from '../../../platform/ui/notice.tsx';
import type { LinkAskView } from './contract.ts';
import { Csrf } from './form.tsx';
import type { Frame } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

/** What a page says about the link that it mails. */
interface LinkWords {
  readonly heading: string;
  readonly why: ComponentChildren;
  readonly picture: IconName;
}

/** Asks for an address to mail a link to; posts to `action`. */
export function renderLinkAsk(frame: Frame, view: LinkAskView, page: LinkWords & { readonly action: string }): string {
  const { t } = frame.words;
  const { action, ...words } = page;
  return renderSimple(frame, {
    ...words,
    above: (
      <>
        <BackLink href={view.back}>{t('frame.back')}</BackLink>
        {view.malformed ? <Alert title={t('problems.addressTitle')} field="address" /> : null}
      </>
    ),
    content: (
      <form method="post" action={action} class="form" novalidate>
        <Csrf chrome={frame.chrome} />
        <EmailField
          name="address"
          label={t('identify.label')}
          autofocus
          {...(view.address === null ? {} : { value: view.address })}
          {...(view.malformed ? { error: t('problems.addressNext') } : {})}
        />
        <Submit busy={t('forgot.sending')}>{t('forgot.send')}</Submit>
      </form>
    ),
  });
}

/** Says that a link is on its way, whether or not it is. `again`: where to ask once more. */
export function renderLinkSent(
  frame: Frame,
  page: { readonly why: ComponentChildren; readonly again: string },
): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('forgot.sentHeading'),
    why: page.why,
    picture: 'mail',
    content: (
      <>
        <p>{t('forgot.sentHere')}</p>
        <p class="hint">{t('forgot.sentNone')}</p>
        <p class="ways">
          <a href={page.again}>{t('forgot.sentAgain')}</a>
          <a href="/sign-in">{t('frame.goToSignIn')}</a>
        </p>
      </>
    ),
  });
}

/** A link that leads nowhere from here. `again`: where to ask for another one. */
export function renderLinkOver(frame: Frame, kind: 'over' | 'other-browser', again: string): string {
  const { t } = frame.words;
  return renderLinkEnd(frame, {
    heading: t(kind === 'over' ? 'forgot.overHeading' : 'forgot.otherHeading'),
    why: t(kind === 'over' ? 'forgot.overWhy' : 'forgot.otherWhy'),
    href: again,
    next: t('forgot.ask'),
  });
}

/** What a link did not do, and where to go on. */
export function renderLinkEnd(
  frame: Frame,
  page: { readonly heading: string; readonly why: string; readonly href: string; readonly next: string },
): string {
  const { heading, why, href, next } = page;
  return renderSimple(frame, {
    heading,
    why,
    picture: 'clock',
    tone: 'caution',
    content: <ButtonLink href={href}>{next}</ButtonLink>,
  });
}
