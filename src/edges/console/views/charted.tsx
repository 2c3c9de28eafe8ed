import type { ComponentChildren } from 'preact';
import type { DeskFrame } from './frame.tsx';
import { Part } from './parts.tsx';

/** A drawing with its table beside it: who cannot see the one reads the other. `file`: the same as CSV. */
export function Charted(props: {
  readonly frame: DeskFrame;
  readonly title: string;
  /** What is counted, where the title does not say it all. */
  readonly about?: string;
  readonly file: string;
  /** The table has many columns: it stands below the drawing. */
  readonly wide?: boolean;
  readonly drawing: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const { t } = props.frame.words;
  return (
    <Part title={props.title}>
      {props.about === undefined ? null : <p class="quiet">{props.about}</p>}
      <div class={props.wide === true ? 'charted wide' : 'charted'}>
        <div class="chart" aria-hidden="true">
          {props.drawing}
        </div>
        {props.children}
      </div>
      <p>
        <a href={props.file}>{t('coverage.csv', { chart: props.title })}</a>
      </p>
    </Part>
  );
}
