import { ButtonLink } from '../../../platform/ui/buttons.tsx';
import { BackLink, Contact } from '../../../platform/ui/layout.tsx';
import { rich } from '../../../platform/ui/rich.tsx';
import type { Chrome, HelpView } from './contract.ts';
import { frameOf, renderFrame } from './frame.tsx';

/** Sections of the page; each can be linked to by its name. */
const SECTIONS = ['forgot', 'code', 'phone', 'lost', 'mail', 'join'] as const;

/** `/help`: whom to ask first, then short answers. */
export function renderHelp(view: HelpView, chrome: Chrome): string {
  const frame = frameOf(chrome, view.person?.support ?? null);
  const { words, support } = frame;
  const { t } = words;
  const heading = t('help.heading');
  return renderFrame(frame, {
    heading,
    person: view.person,
    wide: true,
    content: (
      <>
        {view.person === null ? null : <BackLink href="/account">{t('frame.account')}</BackLink>}
        <h1>{heading}</h1>
        <p class="why">{t('help.why')}</p>
        <section class="notice plain" id="whom">
          <h2>{t('help.whom')}</h2>
          <p>
            {support === null
              ? t('help.whomNoContact')
              : rich((marks) => t('help.whomContact', marks), { contact: <Contact contact={support} /> })}
          </p>
        </section>
        {SECTIONS.map((section) => (
          <section class="block" id={section} key={section}>
            <h2>{t(`help.${section}`)}</h2>
            <p>{t(`help.${section}Body`)}</p>
          </section>
        ))}
        {view.person === null ? (
          <ButtonLink href="/sign-in" look="secondary">
            {t('frame.goToSignIn')}
          </ButtonLink>
        ) : null}
      </>
    ),
  });
}
