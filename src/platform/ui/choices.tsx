import type { ComponentChildren } from 'preact';
import { common, FieldFrame, type FieldProps } from './fields.tsx';

/** One thing to choose. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** Several lines of text. */
export function TextArea({
  maxlength,
  rows = 3,
  ...props
}: FieldProps & { readonly maxlength: number; readonly rows?: number }) {
  const { value, ...others } = common(props);
  return (
    <FieldFrame {...props}>
      <textarea {...others} class="input" rows={rows} maxlength={maxlength}>
        {value}
      </textarea>
    </FieldFrame>
  );
}

/** One of a few, in a list that opens. */
export function Select({ options, ...props }: FieldProps & { readonly options: readonly Option[] }) {
  const { value, ...others } = common(props);
  return (
    <FieldFrame {...props}>
      <select {...others} class="input">
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** A whole number, a day or a time: what the browser helps to type. */
export function TypedField({
  type,
  min,
  max,
  ...props
}: FieldProps & { readonly type: 'number' | 'date'; readonly min?: string; readonly max?: string }) {
  return (
    <FieldFrame {...props}>
      <input {...common(props)} class="input short" type={type} min={min} max={max} autocomplete="off" />
    </FieldFrame>
  );
}

/** Several to tick (`checkbox`, each posted as `name.value`: a name is posted once), or one of all that can be seen (`radio`). */
export function Choices(props: {
  readonly name: string;
  readonly kind: 'checkbox' | 'radio';
  readonly legend: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: ComponentChildren;
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
}) {
  const described = [
    props.error === undefined ? null : `${props.name}-error`,
    props.hint === undefined ? null : `${props.name}-hint`,
  ].filter((id) => id !== null);
  return (
    <fieldset
      class={props.error === undefined ? 'field choices' : 'field choices wrong'}
      id={props.name}
      tabindex={-1}
      {...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') })}
    >
      <legend>{props.legend}</legend>
      {props.hint === undefined ? null : (
        <p class="hint" id={`${props.name}-hint`}>
          {props.hint}
        </p>
      )}
      {props.options.map(({ value, label, hint }) => (
        <label key={value} class="tick">
          <input
            type={props.kind}
            name={props.kind === 'radio' ? props.name : `${props.name}.${value}`}
            value={props.kind === 'radio' ? value : 'yes'}
            checked={props.chosen.includes(value)}
          />
          <span>
            {label}
            {hint === undefined ? null : <small class="hint">{hint}</small>}
          </span>
        </label>
      ))}
      {props.error === undefined ? null : (
        <p class="field-error" id={`${props.name}-error`}>
          {props.error}
        </p>
      )}
    </fieldset>
  );
}
