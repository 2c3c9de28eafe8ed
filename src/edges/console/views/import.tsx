import type { ImportOutcome } from '../../../domain/import/run/desk.ts';
import type { FileProblem, RowReport } from '../../../domain/import/run/report.ts';
import type { JobState } from '../../../domain/jobs/run/jobs.ts';
import type { Job } from '../../../domain/jobs/run/ports.ts';
import { Choices } from '../../../platform/ui/choices.tsx';
import { FileField, TextField } from '../../../platform/ui/fields.tsx';
import { BackLink } from '../../../platform/ui/layout.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import { type Again, givenLine } from './again.ts';
import { ActForm, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, JobProgress, Part, Table } from './parts.tsx';

/** One import, as far as it is. */
export interface ImportView {
  readonly job: Job;
  readonly state: JobState;
  readonly who: string;
  readonly outcome: ImportOutcome | null;
  /** The first ones. */
  readonly refused: readonly RowReport[];
}

/** `/console/import`. */
export function renderImport(
  view: { readonly newest: ImportView | null; readonly again: Again | null },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { newest, again } = view;
  return renderDesk(frame, {
    heading: t('import.heading'),
    subject: 'import',
    content: (
      <>
        <p class="why">{t('import.why')}</p>
        {newest === null ? null : (
          <Part title={t('import.last')}>
            <Standing frame={frame} view={newest} />
            <p>
              <a href={`/console/import/${newest.job.id}`}>{t('import.see')}</a>
            </p>
          </Part>
        )}
        <ActForm frame={frame} action="/console/import" back="/console" submit={t('import.start')} file again={again}>
          <FileField
            name="file"
            label={t('import.file')}
            hint={t('import.fileHint')}
            accept=".csv,.jsonl,.ndjson,.txt"
            {...errorAt(again, 'file')}
          />
          <Choices
            name="form"
            kind="radio"
            legend={t('import.form')}
            options={(['csv', 'jsonl'] as const).map((one) => ({ value: one, label: t(`import.${one}`) }))}
            chosen={[givenLine(again, 'form') === 'jsonl' ? 'jsonl' : 'csv']}
          />
          <TextField
            name="organization"
            label={t('import.organization')}
            hint={t('import.organizationHint')}
            value={givenLine(again, 'organization')}
            maxlength={120}
          />
          <Choices
            name="how"
            kind="radio"
            legend={t('import.how')}
            options={(['check', 'import'] as const).map((one) => ({
              value: one,
              label: t(`import.${one}`),
              hint: t(`import.${one}Hint`),
            }))}
            chosen={[givenLine(again, 'how') === 'import' ? 'import' : 'check']}
          />
        </ActForm>
      </>
    ),
  });
}

/** `/console/import/<id>`. */
export function renderImportJob(view: ImportView, again: Again | null, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderDesk(frame, {
    heading: t('import.jobHeading'),
    subject: 'import',
    content: (
      <>
        <BackLink href="/console/import">{t('import.back')}</BackLink>
        <Standing frame={frame} view={view} />
        <Refused frame={frame} view={view} />
        {view.state === 'running' || view.outcome?.done.ok === false ? null : (
          <ActForm
            frame={frame}
            action={`/console/import/${view.job.id}`}
            back="/console/import"
            submit={t('import.report')}
            staysBusy={false}
            again={again}
          >
            <p>{t('import.reportWhy')}</p>
          </ActForm>
        )}
      </>
    ),
  });
}

interface Of {
  readonly frame: DeskFrame;
  readonly view: ImportView;
}

function Standing({ frame, view }: Of) {
  const { words, desk } = frame;
  const { t } = words;
  const { job, state, outcome, who } = view;
  const when = words.relative(job.endedAt ?? job.startedAt, desk.now);
  if (state === 'running') {
    return <JobProgress frame={frame} perMille={job.perMille} words={t('import.goingOn', { when, who })} />;
  }
  if (outcome === null) {
    return (
      <Notice tone="caution">
        <p>{t('import.broken', { when })}</p>
      </Notice>
    );
  }
  const { done, dryRun } = outcome;
  if (!done.ok) {
    return (
      <Notice tone="caution">
        <p>{t('import.notBegun', { when, problem: fileWords(frame, done.error) })}</p>
      </Notice>
    );
  }
  const { created, updated, unchanged, refused } = done.value.counts;
  return (
    <>
      <Notice tone={refused === 0 ? 'good' : 'caution'}>
        <p>{t(dryRun ? 'import.checked' : 'import.imported', { when, who })}</p>
      </Notice>
      <Facts
        rows={[
          [t('import.created'), created],
          [t('import.updated'), updated],
          [t('import.unchanged'), unchanged],
          [t('import.refused'), refused],
        ]}
      />
    </>
  );
}

function Refused({ frame, view }: Of) {
  const { t } = frame.words;
  if (view.refused.length === 0) return null;
  return (
    <Part title={t('import.refusedTitle')}>
      <p>{t('import.refusedWhy')}</p>
      <Table
        caption={t('import.refusedTitle')}
        columns={[{ name: t('import.line'), end: true }, { name: t('import.reason') }]}
        rows={view.refused.map((row) => ({ key: String(row.line), cells: [row.line, reasonWords(frame, row.reason)] }))}
      />
    </Part>
  );
}

/** Why a row came out as it did; '' where there is nothing to say. */
export function reasonWords({ words }: DeskFrame, reason: RowReport['reason']): string {
  return reason === null ? '' : words.t(`importReason.${reason}`);
}

function fileWords(frame: DeskFrame, problem: FileProblem): string {
  const { t } = frame.words;
  switch (problem.problem) {
    case 'column-unknown':
    case 'column-twice':
      return t(`importFile.${problem.problem}`, { at: problem.at });
    case 'address-missing':
    case 'empty':
      return t(`importFile.${problem.problem}`);
    case 'organization-unknown':
      return t('denied.organization-unknown');
    default:
      return t(`importReason.${problem.problem}`);
  }
}
