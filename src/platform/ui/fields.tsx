import type { ComponentChildren } from 'preact';
import { ALERT_ID } from './notice.tsx';

/** What every field has. The id is the name: one field of a name on a page. */
export interface FieldProps {
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  /** What to do about it, below the field; the page's alert says what happened. */
  readonly error?: ComponentChildren;
  readonly autofocus?: boolean;
  /** What stands in it at first. */
  readonly value?: string;
}

/**
 * An email address, which password managers know as the user's name. `passkeys`: autofill offers them as well; `nothingFilledIn`:
 * it offers nothing.
 */
export function EmailField({
  passkeys = false,
  nothingFilledIn = false,
  ...props
}: FieldProps & { readonly passkeys?: boolean; readonly nothingFilledIn?: boolean }) {
  const offered = passkeys ? 'username webauthn' : 'username';
  return (
    <FieldFrame {...props}>
      <input
        {...common(props)}
        class="input"
        type="email"
        autocomplete={nothingFilledIn ? 'off' : offered}
        autocapitalize="none"
        spellcheck={false}
      />
    </FieldFrame>
  );
}

/** A line of text. */
export function TextField({ maxlength, ...props }: FieldProps & { readonly maxlength: number }) {
  return (
    <FieldFrame {...props}>
      <input {...common(props)} class="input" type="text" autocomplete="off" maxlength={maxlength} />
    </FieldFrame>
  );
}

/** A one-time code: one input, so that pasting and filling in from a message work. */
export function CodeField(props: FieldProps & { readonly letters?: boolean }) {
  return (
    <FieldFrame {...props}>
      <input
        {...common(props)}
        class={props.letters ? 'input code letters' : 'input code'}
        type="text"
        dir="ltr"
        inputmode={props.letters ? 'text' : 'numeric'}
        autocomplete={props.letters ? 'off' : 'one-time-code'}
        autocapitalize={props.letters ? 'characters' : 'none'}
        maxlength={128}
        spellcheck={false}
      />
    </FieldFrame>
  );
}

/** A password. The button that shows it appears only with script. */
export function PasswordField(
  props: Omit<FieldProps, 'value'> & {
    readonly autocomplete: 'current-password' | 'new-password';
    readonly show: string;
    readonly hide: string;
    readonly showName: string;
    readonly hideName: string;
  },
) {
  return (
    <FieldFrame {...props}>
      <span class="with-button">
        <input
          {...common(props)}
          class="input"
          type="password"
          autocomplete={props.autocomplete}
          autocapitalize="none"
          spellcheck={false}
        />
        <button
          type="button"
          class="in-field"
          hidden
          data-reveal={props.name}
          data-hide={props.hide}
          data-hide-name={props.hideName}
          aria-label={props.showName}
        >
          {props.show}
        </button>
      </span>
    </FieldFrame>
  );
}

/** A file to choose. It is chosen again each time: a page cannot fill it in. */
export function FileField({ accept, ...props }: Omit<FieldProps, 'value'> & { readonly accept: string }) {
  return (
    <FieldFrame {...props}>
      <input {...common(props)} class="input file" type="file" accept={accept} />
    </FieldFrame>
  );
}

/** A box to tick. */
export function Checkbox(props: FieldProps & { readonly value: string; readonly ticked?: boolean }) {
  return (
    <div class={props.error === undefined ? 'field' : 'field wrong'}>
      <label class="tick">
        <input {...common(props)} type="checkbox" value={props.value} checked={props.ticked === true} />
        <span>{props.label}</span>
      </label>
      <FieldError name={props.name} error={props.error} />
    </div>
  );
}

/** The label above a field, and the hint and the error below it. */
export function FieldFrame(props: FieldProps & { readonly children: ComponentChildren }) {
  return (
    <div class={props.error === undefined ? 'field' : 'field wrong'}>
      <label for={props.name}>{props.label}</label>
      {props.children}
      {props.hint === undefined ? null : (
        <p class="hint" id={`${props.name}-hint`}>
          {props.hint}
        </p>
      )}
      <FieldError name={props.name} error={props.error} />
    </div>
  );
}

function FieldError(props: { readonly name: string; readonly error: ComponentChildren }) {
  if (props.error === undefined) return null;
  return (
    <p class="field-error" id={`${props.name}-error`}>
      {props.error}
    </p>
  );
}

/** The attributes that every field has. */
export function common(props: FieldProps) {
  const described = [
    props.error === undefined ? null : ALERT_ID,
    props.error === undefined ? null : `${props.name}-error`,
    props.hint === undefined ? null : `${props.name}-hint`,
  ].filter((id) => id !== null);
  return {
    id: props.name,
    name: props.name,
    autofocus: props.autofocus === true && props.error === undefined,
    ...(props.value === undefined ? {} : { value: props.value }),
    ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
    ...(props.error === undefined ? {} : { 'aria-invalid': 'true' as const }),
  };
}
