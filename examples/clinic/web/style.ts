/** The style sheet of the clinic: a relative of Vestibule's pages with a hue of its own. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: oklch(0.968 0.01 155); --surface: oklch(1 0 0); --text: oklch(0.25 0.025 165); --muted: oklch(0.42 0.025 165);
  --line: oklch(0.9 0.014 160); --control: oklch(0.54 0.025 160); --brand: oklch(0.4 0.075 160); --strong: oklch(0.33 0.07 160);
  --on-brand: oklch(1 0 0); --focus: oklch(0.5 0.17 255); --danger: oklch(0.43 0.16 27); --good: oklch(0.39 0.085 160);
  --tint: oklch(0.955 0.022 155);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: oklch(0.185 0.014 165); --surface: oklch(0.228 0.017 165); --text: oklch(0.955 0.008 160);
    --muted: oklch(0.815 0.016 160); --line: oklch(0.335 0.02 165); --control: oklch(0.67 0.022 160);
    --brand: oklch(0.835 0.085 160); --strong: oklch(0.885 0.075 160); --on-brand: oklch(0.21 0.035 165);
    --focus: oklch(0.8 0.12 250); --danger: oklch(0.84 0.09 25); --good: oklch(0.86 0.085 160); --tint: oklch(0.285 0.03 165);
  }
}
*, ::before, ::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.5 -apple-system, "Segoe UI", Roboto, Cantarell, Ubuntu, "Noto Sans", "Helvetica Neue", Arial, system-ui, sans-serif;
  text-size-adjust: 100%; -webkit-text-size-adjust: 100%;
}
header, main { inline-size: 100%; max-inline-size: 33rem; margin-inline: auto; padding-inline: 1.5rem; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; align-items: baseline; padding-block: 1.25rem; }
header strong { margin-inline-end: auto; }
main { padding-block: 1.75rem; background: var(--surface); border-block: 1px solid var(--line); }
@media (min-width: 36rem) {
  header { padding-block-start: 3rem; }
  main { border: 1px solid var(--line); border-radius: 16px; }
}
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 2rem; font-weight: 600; text-wrap: balance; }
p { margin: 0 0 1rem; text-wrap: pretty; }
a { display: inline-block; padding-block: 0.625rem; color: var(--brand); text-underline-offset: 3px; }
dl { margin: 0 0 1.5rem; }
dt { color: var(--muted); font-size: 0.9375rem; }
dd { margin: 0 0 0.875rem; overflow-wrap: anywhere; }
dd small, li small { display: block; color: var(--muted); font-size: 0.9375rem; }
code { overflow-wrap: anywhere; font: 0.9375rem/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
ul { margin: 0 0 1.5rem; padding: 0; list-style: none; }
dd > ul { margin: 0; }
main > ul > li { padding-block: 0.75rem; border-block-end: 1px solid var(--line); overflow-wrap: anywhere; }
label { display: block; margin-block-end: 0.375rem; font-weight: 500; }
input {
  display: block; inline-size: 100%; block-size: 3rem; margin-block-end: 1rem; padding-inline: 0.875rem; font: inherit; color: inherit;
  background: var(--surface); border: 1px solid var(--control); border-radius: 10px;
}
button, .button {
  display: block; inline-size: 100%; min-block-size: 3rem; padding: 0.75rem 1rem; font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer; color: var(--on-brand); background: var(--brand); border: 0; border-radius: 10px;
}
button:hover, .button:hover { background: var(--strong); }
form + form, .button + form { margin-block-start: 0.75rem; }
.quiet { color: var(--brand); background: none; border: 1px solid var(--control); }
.quiet:hover { background: var(--tint); }
.note { padding: 0.75rem 1rem; border-radius: 10px; background: var(--tint); color: var(--good); }
.problem { padding-inline-start: 0.875rem; border-inline-start: 4px solid var(--danger); color: var(--danger); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
`;
