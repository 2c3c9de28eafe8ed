import type { ComponentChildren } from 'preact';
import type { Answer, Page } from '../../../domain/sign-in/run/page.ts';
import type { WorkView } from '../../../domain/throttling/run/work.ts';
import { attemptPath } from './attempt-path.ts';
import type { Chrome } from './contract.ts';

/** A dialog of the device. */
interface Ceremony {
  readonly kind: 'create' | 'get';
  readonly options: unknown;
  /** Tried without a dialog as well, as soon as the page is there; see `platform/ui/client/quiet-passkey.ts`. */
  readonly quietly?: boolean;
}

/** An answer to a step: the hidden fields that the route needs, and those of the answer. */
export function AnswerForm(props: {
  readonly page: Page;
  readonly chrome: Chrome;
  readonly answer: Answer['kind'];
  readonly method?: string;
  /** A passkey dialog to run before the form is sent; see `platform/ui/client/passkey.ts`. */
  readonly ceremony?: Ceremony;
  /** What autofill asks of passkeys on this page; see `platform/ui/client/passkey.ts`. */
  readonly autofill?: { readonly ticket: string; readonly options: unknown } | null;
  /** What is to be done before the form is sent; see `platform/ui/client/solve.ts`. */
  readonly work?: { readonly view: WorkView; readonly working: string } | null;
  /** The face of the step that a refused answer shows again. */
  readonly face?: 'key';
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  const { page, ceremony, autofill = null, work = null } = props;
  return (
    <form
      method="post"
      action={attemptPath(page, props.face)}
      class={props.class ?? 'form'}
      novalidate
      {...(ceremony === undefined ? {} : ceremonyData(ceremony, props.answer))}
      {...(autofill === null ? {} : { 'data-autofill': JSON.stringify(autofill.options) })}
      {...(work === null ? {} : workData(work, props.chrome))}
    >
      <Csrf chrome={props.chrome} />
      <Hidden name="answer" value={ceremony === undefined ? props.answer : 'passkey-failed'} />
      <Hidden name="platform" value="" />
      {page.attempt === null ? null : (
        <>
          <Hidden name="attempt" value={page.attempt.id} />
          <Hidden name="version" value={String(page.attempt.version)} />
        </>
      )}
      {props.method === undefined ? null : <Hidden name="method" value={props.method} />}
      {ceremony === undefined ? null : (
        <>
          <Hidden name="reason" value="no-script" />
          <Hidden name="response" value="" />
        </>
      )}
      {autofill === null ? null : (
        <>
          <Hidden name="ticket" value={autofill.ticket} />
          <Hidden name="response" value="" />
        </>
      )}
      {work === null ? null : (
        <>
          <Hidden name="work" value="" />
          <Hidden name="ticket" value={work.view.ticket} />
        </>
      )}
      {props.children}
    </form>
  );
}

/** What the script needs to run the dialog. */
function ceremonyData({ kind, options, quietly = false }: Ceremony, answer: Answer['kind']) {
  return {
    'data-ceremony': kind,
    'data-options': JSON.stringify(options),
    'data-success': answer,
    ...(quietly ? { 'data-quietly': '' } : {}),
  };
}

/** What the script needs to do the work. */
function workData({ view, working }: { readonly view: WorkView; readonly working: string }, chrome: Chrome) {
  return {
    'data-work': JSON.stringify(view.challenge),
    'data-worker': chrome.assets.work,
    'data-working': working,
  };
}

/** The hidden field that shows a form came from our own page. */
export function Csrf({ chrome }: { readonly chrome: Chrome }) {
  return <Hidden name="csrf" value={chrome.csrf} />;
}

/** A hidden field. */
export function Hidden(props: { readonly name: string; readonly value: string }) {
  return <input type="hidden" name={props.name} value={props.value} />;
}
