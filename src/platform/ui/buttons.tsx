import type { ComponentChildren } from 'preact';

/** Sends its form. While it works it keeps its width and says `busy`. */
export function Submit(props: {
  readonly children: ComponentChildren;
  readonly busy?: string;
  readonly look?: 'primary' | 'secondary' | 'text';
  readonly name?: string;
  readonly value?: string;
  readonly describedBy?: string;
  /** Hidden where scripts are off, because it could do nothing there. */
  readonly needsScript?: boolean;
}) {
  const look = props.look ?? 'primary';
  return (
    <button
      type="submit"
      class={`${look === 'text' ? 'text-button' : `button ${look}`}${props.needsScript ? ' needs-script' : ''}`}
      name={props.name}
      value={props.value}
      data-busy={props.busy}
      aria-describedby={props.describedBy}
    >
      {props.children}
    </button>
  );
}

/** A link that looks like a button, where going on sends nothing. */
export function ButtonLink(props: {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly look?: 'primary' | 'secondary';
}) {
  return (
    <a class={`button ${props.look ?? 'primary'}`} href={props.href}>
      {props.children}
    </a>
  );
}

/** Copies a text; appears only with script. `done` is said when it worked. */
export function CopyButton(props: {
  readonly text: string;
  readonly done: string;
  readonly children: ComponentChildren;
}) {
  return (
    <button type="button" class="button secondary" hidden data-copy={props.text} data-done={props.done}>
      {props.children}
    </button>
  );
}

/** Prints the page; appears only with script. */
export function PrintButton({ children }: { readonly children: ComponentChildren }) {
  return (
    <button type="button" class="button secondary" hidden data-print>
      {children}
    </button>
  );
}
