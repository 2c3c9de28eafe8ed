import type { Series, SignInsOverTime } from '../../../domain/evidence/decide/sign-in-series.ts';
import { Charted } from './charted.tsx';
import { SmallColumns } from './charts.tsx';
import type { DeskFrame } from './frame.tsx';
import { Part, Table } from './parts.tsx';

interface Of {
  readonly frame: DeskFrame;
  readonly signIns: SignInsOverTime;
  /** Where the same is as CSV. */
  readonly file: string;
}

/** Sign-ins week by week, by the methods that opened a session. */
export function SignIns({ frame, signIns, file }: Of) {
  const { t } = frame.words;
  return (
    <OverTime
      frame={frame}
      title={t('coverage.signIns')}
      none={t('coverage.noSignIns')}
      weeks={signIns.weeks}
      rows={signIns.started}
      nameOf={(one) => methodsIn(frame, one)}
      file={file}
    />
  );
}

/** What failed at sign-ins, week by week. */
export function Failures({ frame, signIns, file }: Of) {
  const { t } = frame.words;
  return (
    <OverTime
      frame={frame}
      title={t('coverage.failures')}
      none={t('coverage.noFailures')}
      weeks={signIns.weeks}
      rows={signIns.failures}
      nameOf={(one) => t('coverage.failure', { method: methodsIn(frame, one), how: t(`outcome.${one.outcome}`) })}
      file={file}
    />
  );
}

function OverTime(props: {
  readonly frame: DeskFrame;
  readonly title: string;
  readonly none: string;
  readonly weeks: SignInsOverTime['weeks'];
  readonly rows: readonly Series[];
  readonly nameOf: (one: Series) => string;
  readonly file: string;
}) {
  const { frame, title, weeks, rows } = props;
  const { t, day } = frame.words;
  const count = weeks.length;
  if (rows.length === 0) {
    return (
      <Part title={title}>
        <p class="quiet">{props.none}</p>
      </Part>
    );
  }
  const named = rows.map((one) => ({ name: props.nameOf(one), ...one }));
  const sums = weeks.map((_, at) => rows.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0));
  const ends = [weeks[0], weeks.at(-1)].flatMap((week) => (week === undefined ? [] : [day(week)]));
  return (
    <Charted
      frame={frame}
      title={title}
      about={t('coverage.byWeek', { count })}
      file={props.file}
      wide
      drawing={
        <SmallColumns
          rows={named.map(({ name, counts, total }) => ({ name, values: counts, total: number(frame, total) }))}
          ends={ends}
        />
      }
    >
      <Table
        caption={title}
        columns={[
          { name: t('coverage.weekFrom') },
          { name: t('coverage.all'), end: true },
          ...named.map(({ name }) => ({ name, end: true })),
        ]}
        rows={weeks
          .map((week, at) => ({
            key: String(week),
            cells: [day(week), number(frame, sums[at]), ...named.map(({ counts }) => number(frame, counts[at]))],
          }))
          .toReversed()}
      />
    </Charted>
  );
}

function methodsIn({ words: { t } }: DeskFrame, { methods }: Series): string {
  return methods.length === 0 ? t('coverage.unknown') : methods.map((method) => t(`method.${method}`)).join(' + ');
}

function number({ words }: DeskFrame, value = 0): string {
  return new Intl.NumberFormat(words.locale).format(value);
}
