import { ButtonLink, Submit } from '../../../../platform/ui/buttons.tsx';
import { BackLink } from '../../../../platform/ui/layout.tsx';
import type { Chrome } from '../contract.ts';
import { Csrf, Hidden } from '../form.tsx';
import { frameOf } from '../frame.tsx';
import { renderSimple } from '../simple-page.tsx';
import type { NoOfferView, OwnView, ProveView } from './contract.ts';

/** Before a change: the sign-in asks for a fresh proof and leads back. */
export function renderProve({ person, next }: ProveView, chrome: Chrome): string {
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('own.proveHeading'),
    why: t('own.proveWhy'),
    picture: 'lock',
    person,
    above: <BackLink href="/account/security">{t('frame.security')}</BackLink>,
    content: (
      <form method="post" action="/account/prove" class="form">
        <Csrf chrome={chrome} />
        <Hidden name="next" value={next} />
        <Submit busy={t('frame.oneMoment')}>{t('frame.continue')}</Submit>
      </form>
    ),
  });
}

/** After "this was not me" nothing is changed until support has spoken with the owner. */
export function renderFrozen({ person }: OwnView, chrome: Chrome): string {
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('own.frozenHeading'),
    why: t('own.frozenWhy'),
    picture: 'lock',
    tone: 'caution',
    person,
    content: (
      <ButtonLink href="/account/security" look="secondary">
        {t('frame.security')}
      </ButtonLink>
    ),
  });
}

const NO_OFFER = {
  full: 'own.full',
  'nothing-bound': 'own.nothingBound',
  'not-accepted': 'own.notAccepted',
  shared: 'workstation.noPasskey',
} as const;

/** Why nothing of that kind can be added. */
export function renderNoOffer({ person, reason }: NoOfferView, chrome: Chrome): string {
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('own.noOfferHeading'),
    why: t(NO_OFFER[reason]),
    picture: 'lock',
    tone: 'caution',
    person,
    content: (
      <ButtonLink href="/account/security" look="secondary">
        {t('frame.security')}
      </ButtonLink>
    ),
  });
}
