import type { ComponentChildren } from 'preact';
import { Icon } from './layout.tsx';

/** The id of {@link Alert}, for `aria-describedby` of the field it is about. */
export const ALERT_ID = 'problem';

/** What went wrong, on top of the page; takes the focus so that it is heard and seen first. */
export function Alert(props: {
  readonly title: string;
  /** The id of the field it is about: the title leads there. */
  readonly field?: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="alert" role="alert" id={ALERT_ID} tabindex={-1} autofocus>
      <Icon name="warning" />
      <div>
        <p class="alert-title">
          {props.field === undefined ? props.title : <a href={`#${props.field}`}>{props.title}</a>}
        </p>
        {props.children === undefined ? null : <p>{props.children}</p>}
      </div>
    </div>
  );
}

/** Something good to know, set apart from the flow. */
export function Notice(props: {
  readonly tone: 'plain' | 'caution' | 'good';
  readonly title?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`notice ${props.tone}`}>
      {props.title === undefined ? null : <h2>{props.title}</h2>}
      {props.children}
    </div>
  );
}
