import type { Finding, Verification } from '../../../domain/audit/run/verify.ts';
import type { JobState } from '../../../domain/jobs/run/jobs.ts';
import type { Job } from '../../../domain/jobs/run/ports.ts';
import { Notice } from '../../../platform/ui/notice.tsx';
import type { Again } from './again.ts';
import { ActForm } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, JobProgress, Part } from './parts.tsx';

/** The newest check of the trail. */
export interface CheckView {
  readonly job: Job;
  readonly state: JobState;
  readonly who: string;
  readonly verified: Verification | null;
}

/** `/console/audit/check`; null: it was never checked from here. */
export function renderCheck(view: CheckView | null, again: Again | null, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const running = view?.state === 'running';
  return renderDesk(frame, {
    heading: t('audit.checkHeading'),
    subject: 'audit',
    content: (
      <>
        <p class="why">{t('audit.checkWhy')}</p>
        <Standing frame={frame} view={view} />
        {running ? null : (
          <ActForm
            frame={frame}
            action="/console/audit/check"
            back="/console/audit"
            submit={t('audit.checkStart')}
            again={again}
          />
        )}
      </>
    ),
  });
}

function Standing({ frame, view }: { readonly frame: DeskFrame; readonly view: CheckView | null }) {
  const { words, desk } = frame;
  const { t } = words;
  if (view === null) return <p class="quiet">{t('audit.checkNever')}</p>;
  const { job, state, verified, who } = view;
  const when = words.relative(job.endedAt ?? job.startedAt, desk.now);
  if (state === 'running') {
    return <JobProgress frame={frame} perMille={job.perMille} words={t('audit.goingOn', { when, who })} />;
  }
  if (verified === null) {
    return (
      <Notice tone="caution">
        <p>{t('audit.broken', { when })}</p>
      </Notice>
    );
  }
  return <Found frame={frame} verified={verified} when={when} />;
}

function Found({
  frame,
  verified,
  when,
}: {
  readonly frame: DeskFrame;
  readonly verified: Verification;
  readonly when: string;
}) {
  const { t } = frame.words;
  const { checked, findings, findingCount, head } = verified;
  return (
    <>
      <Notice tone={findingCount === 0 ? 'good' : 'caution'}>
        <p>
          {findingCount === 0
            ? t('audit.whole', { count: checked, when })
            : t('audit.notWhole', { count: findingCount, when })}
        </p>
        {findingCount === 0 ? null : <p>{t('audit.notWholeNext')}</p>}
      </Notice>
      {findingCount === 0 ? null : (
        <Part title={t('audit.findings')}>
          <ul class="reasons">
            {findings.map((finding) => (
              <li key={JSON.stringify(finding)}>{findingWords(frame, finding)}</li>
            ))}
          </ul>
        </Part>
      )}
      {head === null ? null : (
        <Facts rows={[[t('audit.head'), <code class="break">{`${head.seq}:${head.link}`}</code>]]} />
      )}
    </>
  );
}

function findingWords({ words }: DeskFrame, finding: Finding): string {
  const seq = 'seq' in finding ? finding.seq : 0;
  const count = 'count' in finding ? finding.count : 0;
  const id = 'eventId' in finding ? finding.eventId : '';
  return words.t(`audit.${finding.kind}`, { seq, count, id });
}
