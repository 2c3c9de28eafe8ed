import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** What stands in the head of a page. */
export interface Head {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly css: string;
  /** A style sheet that changes some of the colors; null or absent: none does. */
  readonly colors?: string | null;
  readonly js: string;
}

/** An arch, for the tab. A `data:` address costs no request. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%230d5163'/%3E%3Cpath d='M9 25V15a7 7 0 0 1 14 0v10M14 25v-9a2 2 0 0 1 4 0v9' fill='none' stroke='%23fff' stroke-width='2.5' stroke-linecap='round'/%3E%3C/svg%3E";

/** A whole HTML document. Nothing inline: the policy of the site forbids inline styles and scripts. */
export function renderDocument(head: Head, body: ComponentChildren): string {
  return `<!doctype html>${renderToString(
    <html lang={head.locale} dir={head.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{head.title}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={head.css} />
        {head.colors == null ? null : <link rel="stylesheet" href={head.colors} />}
        <script src={head.js} defer></script>
      </head>
      <body>{body}</body>
    </html>,
  )}`;
}
