import type { ComponentChildren } from 'preact';
import type { DeskFrame } from './frame.tsx';

/** A column: what it is called, and where numbers stand. */
export interface Column {
  readonly name: string;
  readonly end?: boolean;
}

/** A table with a name for people who listen, and what to read where it is empty. */
export function Table(props: {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[];
}) {
  return (
    <div class="sheet-frame" role="region" aria-label={props.caption} tabIndex={0}>
      <table class="table">
        <caption class="unseen">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.name} scope="col" class={column.end === true ? 'end' : undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key}>
              {row.cells.map((cell, at) =>
                at === 0 ? (
                  <th key={props.columns[at]?.name} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td
                    key={props.columns[at]?.name}
                    class={props.columns[at]?.end === true ? 'end' : undefined}
                    data-label={props.columns[at]?.name}
                  >
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An email address in a cell: it breaks behind its @ before it breaks anywhere else. */
export function Address({ children }: { readonly children: string }) {
  const domain = children.lastIndexOf('@') + 1;
  return (
    <bdi class="address">
      {children.slice(0, domain)}
      <wbr />
      {children.slice(domain)}
    </bdi>
  );
}

/** Searches by the address bar: a search can be kept and sent. */
export function Search(props: {
  readonly frame: DeskFrame;
  readonly action: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
}) {
  const { t } = props.frame.words;
  return (
    <form class="search" method="get" action={props.action} role="search">
      <div class="field">
        <label for="q">{props.label}</label>
        <span class="search-line">
          <input
            class="input"
            type="search"
            id="q"
            name="q"
            value={props.value}
            maxlength={80}
            autocomplete="off"
            spellcheck={false}
            {...(props.hint === undefined ? {} : { 'aria-describedby': 'q-hint' })}
          />
          <button type="submit" class="button secondary">
            {t('list.find')}
          </button>
        </span>
        {props.hint === undefined ? null : (
          <p class="hint" id="q-hint">
            {props.hint}
          </p>
        )}
      </div>
    </form>
  );
}

/** What a list says when it is empty, and what to do then. */
export function Nothing(props: { readonly frame: DeskFrame; readonly hint: string; readonly all: string | null }) {
  const { t } = props.frame.words;
  return (
    <div class="nothing" role="status">
      <p class="strong">{t('list.none')}</p>
      <p>{props.hint}</p>
      {props.all === null ? null : (
        <p>
          <a href={props.all}>{t('list.all')}</a>
        </p>
      )}
    </div>
  );
}

/** Onward in a list, and back to its start. */
export function Pager(props: {
  readonly frame: DeskFrame;
  readonly first: string | null;
  readonly next: string | null;
}) {
  const { t } = props.frame.words;
  if (props.first === null && props.next === null) return null;
  return (
    <nav class="pager" aria-label={t('list.next')}>
      {props.first === null ? <span></span> : <a href={props.first}>{t('list.first')}</a>}
      {props.next === null ? null : (
        <a rel="next" href={props.next}>
          {t('list.next')}
        </a>
      )}
    </nav>
  );
}

/** A moment as people say it, with the exact one for whoever looks closer. */
export function When({ frame, at }: { readonly frame: DeskFrame; readonly at: number }) {
  const exact = new Date(at).toISOString();
  return (
    <time dateTime={exact} title={`${exact.slice(0, 19).replace('T', ' ')} UTC`}>
      {frame.words.relative(at, frame.desk.now)}
    </time>
  );
}

/** What is known of one thing, a line each. */
export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <>
          <dt key={name}>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** A part of a page about one thing. */
export function Part(props: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="part">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** How far work is, in a bar and in words. The script renews it; without one there is a link. */
export function JobProgress(props: { readonly frame: DeskFrame; readonly perMille: number; readonly words: string }) {
  const { t } = props.frame.words;
  const percent = `${Math.floor(props.perMille / 10)} %`;
  return (
    <div class="job" data-renews="2000">
      <label>
        {t('job.progress')}
        <progress max={1000} value={props.perMille}>
          {percent}
        </progress>
      </label>
      <p>
        {percent} · {props.words}
      </p>
      <p>
        <a href={props.frame.desk.path}>{t('job.look')}</a>
      </p>
    </div>
  );
}
