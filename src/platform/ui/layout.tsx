import type { ComponentChildren } from 'preact';
import { contactUrl } from './safe-url.ts';

/** A page: whose it is, what it is about, help in the same place on each. */
export function Layout(props: {
  /** The name on the wall. */
  readonly brand: string;
  /** The picture before it; null: an arch. */
  readonly logo?: Picture | null;
  /** Beside the name, for a signed-in person. */
  readonly menu?: ComponentChildren;
  /** A wider column, for pages that are read rather than filled in. */
  readonly wide?: boolean;
  readonly footer: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <div class={props.wide ? 'page wide' : 'page'}>
      <header class="masthead">
        <Wall name={props.brand} logo={props.logo ?? null} />
        {props.menu}
      </header>
      <main class="card">{props.children}</main>
      <footer class="footer">{props.footer}</footer>
    </div>
  );
}

/** A picture with its size in pixels, of which half is shown: screens are sharp. */
export interface Picture {
  readonly src: string;
  readonly width: number;
  readonly height: number;
}

/** Whose page it is. The name is always there, so the picture is decorative. */
export function Wall({ name, logo }: { readonly name: string; readonly logo: Picture | null }) {
  return (
    <span class="brand">
      {logo === null ? (
        <Icon name="arch" />
      ) : (
        <img class="logo" src={logo.src} width={Math.ceil(logo.width / 2)} height={Math.ceil(logo.height / 2)} alt="" />
      )}
      <bdi>{name}</bdi>
    </span>
  );
}

/** The pictures of the style sheet. All decorative: words stand beside each. */
export type IconName =
  | 'arch'
  | 'phone'
  | 'sheet'
  | 'touch'
  | 'mail'
  | 'key'
  | 'lock'
  | 'person'
  | 'check'
  | 'warning'
  | 'clock'
  | 'device'
  | 'chevron';

/** A small picture in the colour of the text around it. */
export function Icon({ name }: { readonly name: IconName }) {
  return <span class={`icon ${name}`} aria-hidden="true"></span>;
}

/** A picture on a tinted tile, at most one on a page. */
export function Tile(props: { readonly name: IconName; readonly tone?: 'brand' | 'caution' | 'good' }) {
  return (
    <div class={`tile ${props.tone ?? 'brand'}`}>
      <Icon name={props.name} />
    </div>
  );
}

/** The way back, as a link, to a page that was left. */
export function BackLink(props: { readonly href: string; readonly children: ComponentChildren }) {
  return (
    <a class="back" href={props.href}>
      <Icon name="chevron" />
      {props.children}
    </a>
  );
}

/** Where one is in a series. The bars are for the eye; the words say it all. */
export function Progress(props: {
  readonly position: number;
  readonly of: number;
  readonly children: ComponentChildren;
}) {
  return (
    <p class="progress">
      <span class="bars" aria-hidden="true">
        {Array.from({ length: props.of }, (_, index) => (
          <span key={index} class={index < props.position ? 'bar on' : 'bar'}></span>
        ))}
      </span>
      {props.children}
    </p>
  );
}

/** Whom to ask: a link where the contact is an address, a number or a link. */
export function Contact({ contact }: { readonly contact: string }) {
  const url = contactUrl(contact);
  const text = <bdi class="break">{contact.replace(/^https?:\/\//i, '')}</bdi>;
  return url === null ? text : <a href={url}>{text}</a>;
}

/** The page in other languages. */
export function LanguagePicker(props: {
  readonly label: string;
  readonly current: string;
  readonly languages: readonly { readonly locale: string; readonly name: string; readonly href: string }[];
}) {
  return (
    <nav class="languages" aria-label={props.label}>
      <ul>
        {props.languages.map(({ locale, name, href }) => (
          <li key={locale}>
            {locale === props.current ? (
              <span lang={locale} aria-current="true">
                {name}
              </span>
            ) : (
              <a href={href} hreflang={locale} lang={locale}>
                {name}
              </a>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}
