import type { ComponentChildren } from 'preact';
import type { Locale } from '../../../domain/accounts/decide/account.ts';
import { type Act, reachOf } from '../../../domain/roles/decide/permissions.ts';
import type { Party, Role } from '../../../domain/roles/decide/roles.ts';
import { renderDocument } from '../../../platform/ui/document.tsx';
import { Icon, type IconName, LanguagePicker } from '../../../platform/ui/layout.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import { ProfileMenu } from '../../../platform/ui/profile-menu.tsx';
import { type ConsoleWords, LANGUAGE_NAMES, wordsFor } from '../i18n/words.ts';
import type { Done } from './done.ts';

/** Who sits at the desk. */
export interface AtDesk {
  readonly name: string;
  readonly address: string;
  readonly roles: readonly Role[];
  readonly subjects: readonly Subject[];
}

/** What is around a page of the console. */
export interface Desk {
  readonly csrf: string;
  readonly locale: Locale;
  readonly languages: readonly Locale[];
  readonly instanceName: string;
  readonly assets: { readonly css: string; readonly js: string };
  /** Path and query of a GET that shows this page, without `lang` and `done`. */
  readonly path: string;
  /** What was just done, told on top of the page; null: nothing. */
  readonly done: Done | null;
  /** Null: nobody is let in yet. */
  readonly at: AtDesk | null;
  readonly now: number;
  /** Reading direction where it is not the locale's own. */
  readonly direction?: 'ltr' | 'rtl';
}

/** What views write with. */
export interface DeskFrame {
  readonly desk: Desk;
  readonly words: ConsoleWords;
}

/** Subjects of the rail, in their order. */
const RAIL = [
  { name: 'overview', href: '/console', icon: 'arch', act: 'organization.see' },
  { name: 'people', href: '/console/people', icon: 'person', act: 'person.see' },
  { name: 'organizations', href: '/console/organizations', icon: 'sheet', act: 'organization.see' },
  { name: 'resets', href: '/console/resets', icon: 'key', act: 'reset.see' },
  { name: 'import', href: '/console/import', icon: 'device', act: 'import.run' },
  { name: 'break-glass', href: '/console/break-glass', icon: 'lock', act: 'break-glass.manage' },
  { name: 'audit', href: '/console/audit', icon: 'clock', act: 'audit.see' },
] as const satisfies readonly {
  readonly name: string;
  readonly href: string;
  readonly icon: IconName;
  readonly act: Act;
}[];

/** The subjects of somebody's rail: those that they may look at anywhere. */
export function subjectsOf(actor: Party): readonly Subject[] {
  return RAIL.filter(({ act }) => reachOf(actor, act).length > 0).map(({ name }) => name);
}

/** Names a subject of the rail. */
export type Subject = (typeof RAIL)[number]['name'];

/** The frame of a desk. */
export function deskFrameOf(desk: Desk): DeskFrame {
  return { desk, words: wordsFor(desk.locale) };
}

/** A whole page of the console. */
export function renderDesk(
  frame: DeskFrame,
  page: {
    readonly heading: string;
    readonly subject: Subject | null;
    /** A style sheet for samples of other colors; null or absent: none. */
    readonly colors?: string | null;
    /** Shown in place of the plain heading. */
    readonly head?: ComponentChildren;
    readonly content: ComponentChildren;
  },
): string {
  const { desk, words } = frame;
  return renderDocument(
    {
      locale: desk.locale,
      direction: desk.direction ?? words.direction,
      title: words.t('frame.title', { heading: page.heading, instance: desk.instanceName }),
      ...desk.assets,
      colors: page.colors ?? null,
    },
    <div class="console">
      <a class="skip" href="#content">
        {words.t('frame.skip')}
      </a>
      <header class="desk-bar">
        <a class="brand" href="/console">
          <Icon name="arch" />
          <span>
            <bdi>{desk.instanceName}</bdi> {words.t('frame.console')}
          </span>
        </a>
        {desk.at === null ? null : <Profile frame={frame} at={desk.at} />}
      </header>
      {desk.at === null ? null : <Rail frame={frame} subjects={desk.at.subjects} subject={page.subject} />}
      <main class="desk" id="content" tabIndex={-1}>
        {desk.done === null ? null : (
          <div role="status">
            <Notice tone="good">
              <p>{words.t(`done.${desk.done}`)}</p>
            </Notice>
          </div>
        )}
        {page.head ?? <h1>{page.heading}</h1>}
        {page.content}
      </main>
      <footer class="desk-foot">
        <LanguagePicker
          label={words.t('frame.language')}
          current={desk.locale}
          languages={desk.languages.map((locale) => ({
            locale,
            name: LANGUAGE_NAMES[locale],
            href: `${desk.path}${desk.path.includes('?') ? '&' : '?'}lang=${locale}`,
          }))}
        />
      </footer>
    </div>,
  );
}

function Rail(props: {
  readonly frame: DeskFrame;
  readonly subjects: readonly Subject[];
  readonly subject: Subject | null;
}) {
  const { frame, subjects, subject } = props;
  const { t } = frame.words;
  return (
    <nav class="rail" aria-label={t('frame.rail')}>
      <ul>
        {RAIL.filter(({ name }) => subjects.includes(name)).map(({ name, href, icon }) => (
          <li key={name}>
            <a href={href} {...(name === subject ? { 'aria-current': 'page' } : {})}>
              <Icon name={icon} />
              {t(`rail.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Profile({ frame, at }: { readonly frame: DeskFrame; readonly at: AtDesk }) {
  const { desk, words } = frame;
  return (
    <ProfileMenu
      label={words.t('frame.profile')}
      name={at.name}
      address={at.address}
      note={words.list(at.roles.map((role) => words.t(`role.${role}`)))}
      links={[{ href: '/account', label: words.t('frame.account') }]}
      signOut={words.t('frame.signOut')}
    >
      <input type="hidden" name="csrf" value={desk.csrf} />
    </ProfileMenu>
  );
}
