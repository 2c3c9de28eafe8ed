import type { ComponentChildren } from 'preact';
import { Submit } from '../../../platform/ui/buttons.tsx';
import { Alert } from '../../../platform/ui/notice.tsx';
import type { Again } from './again.ts';
import type { DeskFrame } from './frame.tsx';

/** A form that does something, with the way out beside the button. */
export function ActForm(props: {
  readonly frame: DeskFrame;
  readonly action: string;
  /** Where to go without doing it. */
  readonly back: string;
  readonly submit: string;
  /** Cannot be undone, or takes something away. */
  readonly danger?: boolean;
  /** False: it answers with a file, and the page stays. */
  readonly staysBusy?: boolean;
  /** Carries a file. */
  readonly file?: boolean;
  readonly again: Again | null;
  readonly children?: ComponentChildren;
}) {
  const { desk, words } = props.frame;
  return (
    <form
      method="post"
      action={props.action}
      class={props.danger === true ? 'form act danger' : 'form act'}
      novalidate
      {...(props.file === true ? { enctype: 'multipart/form-data' } : {})}
    >
      <input type="hidden" name="csrf" value={desk.csrf} />
      {props.again === null ? null : <ProblemAlert frame={props.frame} again={props.again} />}
      {props.children}
      <div class="act-buttons">
        <Submit {...(props.staysBusy === false ? {} : { busy: words.t('frame.oneMoment') })}>{props.submit}</Submit>
        <a href={props.back}>{words.t('act.cancel')}</a>
      </div>
    </form>
  );
}

/** What is wrong with a form, leading to the field. */
export function ProblemAlert({ frame, again }: { readonly frame: DeskFrame; readonly again: Again }) {
  const { sentence, field } = again.problem;
  return (
    <Alert title={frame.words.t('act.problem')} {...(field === undefined ? {} : { field })}>
      {sentence}
    </Alert>
  );
}

/** What an act brings about, a line each, before it is done. */
export function Consequences({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul class="consequences">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** The error of one field of a form that came back; nothing where it is about another. */
export function errorAt(again: Again | null, field: string): { readonly error?: string } {
  return again?.problem.field === field ? { error: again.problem.sentence } : {};
}
