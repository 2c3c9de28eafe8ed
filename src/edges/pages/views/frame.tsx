import type { ComponentChildren } from 'preact';
import type { Sign } from '../../../domain/organizations/decide/branding.ts';
import { renderDocument } from '../../../platform/ui/document.tsx';
import { Contact, LanguagePicker, Layout } from '../../../platform/ui/layout.tsx';
import { ProfileMenu } from '../../../platform/ui/profile-menu.tsx';
import { logoPath, sheetPath } from '../brand-paths.ts';
import { LANGUAGE_NAMES } from '../i18n/words.ts';
import type { Person } from './contract.ts';
import { Csrf } from './form.tsx';
import type { Frame } from './frame-words.ts';
import { SessionEnd } from './session-end.tsx';
import { Shared } from './shared.tsx';

export { type Frame, frameOf } from './frame-words.ts';

/** A whole page around its content. */
export function renderFrame(
  frame: Frame,
  page: {
    readonly heading: string;
    /** What hangs on the wall where it is not the instance's name; left out: the person's. */
    readonly sign?: Sign | null;
    readonly person?: Person | null;
    readonly wide?: boolean;
    readonly content: ComponentChildren;
  },
): string {
  const { chrome, words } = frame;
  const person = page.person ?? null;
  const sign = page.sign ?? person?.sign ?? null;
  return renderDocument(
    {
      locale: chrome.locale,
      direction: chrome.direction ?? words.direction,
      title: words.t('frame.title', { heading: page.heading, instance: chrome.instanceName }),
      ...chrome.assets,
      colors: sign?.color == null ? null : sheetPath(sign.color),
    },
    <Layout
      brand={sign?.name ?? chrome.instanceName}
      logo={sign?.logo == null ? null : { ...sign.logo, src: logoPath(sign.logo.id) }}
      wide={page.wide ?? false}
      menu={person === null ? null : <Profile frame={frame} person={person} />}
      footer={<Footer frame={frame} ownBrand={sign === null} />}
    >
      {chrome.shared === true ? <Shared frame={frame} person={person} /> : null}
      {page.content}
      {person?.session === undefined ? null : <SessionEnd frame={frame} session={person.session} />}
    </Layout>,
  );
}

function Profile({ frame, person }: { readonly frame: Frame; readonly person: Person }) {
  const { t } = frame.words;
  return (
    <ProfileMenu
      label={t('frame.profile')}
      name={person.name}
      address={person.address}
      links={[
        { href: '/account', label: t('frame.account') },
        { href: '/account/security', label: t('frame.security') },
        { href: '/help', label: t('frame.help') },
      ]}
      signOut={t('frame.signOut')}
    >
      <Csrf chrome={frame.chrome} />
    </ProfileMenu>
  );
}

function Footer({ frame, ownBrand }: { readonly frame: Frame; readonly ownBrand: boolean }) {
  const { chrome, words, support } = frame;
  return (
    <>
      <div class="help-line">
        {support === null ? null : (
          <p>
            {words.t('frame.needHelp')} <Contact contact={support} />
          </p>
        )}
        <a href="/help">{words.t('frame.help')}</a>
      </div>
      <div class="small-print">
        <LanguagePicker
          label={words.t('frame.language')}
          current={chrome.locale}
          languages={chrome.languages.map((locale) => ({
            locale,
            name: LANGUAGE_NAMES[locale],
            href: inLanguage(chrome.path, locale),
          }))}
        />
        {ownBrand ? null : <bdi>{chrome.instanceName}</bdi>}
      </div>
    </>
  );
}

/** The same page in another language. `path` is a path with an optional query. */
function inLanguage(path: string, locale: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}lang=${locale}`;
}
