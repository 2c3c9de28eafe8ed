import type { Stage } from '../stage.ts';

/** One line of the table: what was aimed at and what was found. */
export interface Finding {
  readonly what: string;
  readonly target: string;
  readonly result: string;
  /** How it stands to the floor and to the peers; empty where there are none. */
  readonly beside: string;
  /** Null: nothing was aimed at, the figure tells. */
  readonly reached: boolean | null;
}

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly kind: 'ours' | 'peer' | 'floor';
}

/** A picture of some figures. `name` is the file's. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
}

/** What a row yielded. */
export interface RowResult {
  readonly findings: readonly Finding[];
  readonly charts: readonly Chart[];
  /** Further text for the document, as Markdown. */
  readonly text?: string;
  /** What could not be measured, and what stood against it. */
  readonly failure?: { readonly row: string; readonly reason: string };
}

/** One thing that is measured. */
export interface Row {
  readonly name: string;
  run(stage: Stage): Promise<RowResult>;
}
