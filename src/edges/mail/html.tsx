import { renderToString } from 'preact-render-to-string';
import type { Block, Letter } from './letter.ts';

/** What stands around a letter. */
export interface Frame {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly instance: string;
  readonly greeting: string;
  readonly linkHint: string;
  readonly closing: readonly string[];
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
// Text takes the reader's own colors; only what has its own ground sets both, so that dark mode never hides anything.
const QUIET = 'opacity:0.75;font-size:14px;line-height:1.5;margin:0 0 8px';
const CODE =
  'display:inline-block;background:#e7eff2;color:#0b2b36;border-radius:10px;padding:14px 22px;font:600 30px/1.2 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:4px';
const BUTTON =
  'display:inline-block;background:#0d5163;color:#ffffff;border-radius:10px;padding:14px 24px;font-weight:600;text-decoration:none';

/** The HTML of a letter: styles inline, nothing loaded from anywhere. */
export function htmlOf(letter: Letter, frame: Frame): string {
  const [first, ...rest] = letter.blocks;
  const codeFirst = letter.heading === null && first !== undefined;
  return `<!doctype html>${renderToString(
    <html lang={frame.locale} dir={frame.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{letter.subject}</title>
      </head>
      <body style={`margin:0;padding:0;${FONT};font-size:16px;line-height:1.5`}>
        <div style="max-width:560px;margin:0 auto;padding:32px 24px">
          {codeFirst ? <Part block={first} linkHint={frame.linkHint} /> : null}
          <p style="margin:0 0 24px;font-weight:600;opacity:0.75">
            <bdi>{frame.instance}</bdi>
          </p>
          {letter.heading === null ? null : (
            <h1 style="font-size:24px;line-height:32px;font-weight:600;margin:0 0 16px">{letter.heading}</h1>
          )}
          <p style="margin:0 0 16px">{frame.greeting}</p>
          {(codeFirst ? rest : letter.blocks).map((block) => (
            <Part block={block} linkHint={frame.linkHint} />
          ))}
          <div style="border-top:1px solid #8a9ba3;margin-top:32px;padding-top:16px">
            {frame.closing.map((line) => (
              <p style={QUIET}>{line}</p>
            ))}
          </div>
        </div>
      </body>
    </html>,
  )}`;
}

function Part({ block, linkHint }: { readonly block: Block; readonly linkHint: string }) {
  switch (block.kind) {
    case 'text':
      return <p style="margin:0 0 16px">{block.text}</p>;
    case 'code':
      return (
        <p style="margin:0 0 24px">
          <span dir="ltr" style={CODE}>
            {block.code}
          </span>
        </p>
      );
    case 'button':
      return (
        <div style="margin:8px 0 24px">
          <p style="margin:0 0 12px">
            <a href={block.url} style={BUTTON}>
              {block.label}
            </a>
          </p>
          <p style={QUIET}>{linkHint}</p>
          <p style={`${QUIET};word-break:break-all`} dir="ltr">
            {block.url}
          </p>
        </div>
      );
    case 'facts':
      return (
        <table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse:collapse;margin:0 0 24px">
          {block.rows.map(([label, value]) => (
            <tr>
              <td style="padding:2px 16px 2px 0;opacity:0.75;vertical-align:top">{label}</td>
              <td style="padding:2px 0;word-break:break-word">
                <bdi>{value}</bdi>
              </td>
            </tr>
          ))}
        </table>
      );
  }
}
