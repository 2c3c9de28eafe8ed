import type { ComponentChildren } from 'preact';
import type { AuditEvent } from '../../../domain/audit/decide/event.ts';
import { METHOD_KINDS } from '../../../domain/methods/decide/traits.ts';
import { passesLeft } from '../../../domain/recovery/decide/standing.ts';
import type { CaseFile } from '../../../domain/recovery/run/desk.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { ButtonLink } from '../../../platform/ui/buttons.tsx';
import { en } from '../i18n/en/index.ts';
import { AlertLines } from './alerts.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, Part, Table, When } from './parts.tsx';
import { isCaution, nameIn } from './reset-words.ts';

/** `/console/resets/<id>`. */
export function renderResetCase(file: CaseFile, actor: Party, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const name = nameIn(frame, file.owner);
  return renderDesk(frame, {
    heading: t('resetCase.heading', { name }),
    subject: 'resets',
    head: (
      <div class="head">
        <h1 class="break">
          {t('resetCase.heading', { name })}{' '}
          <span class={isCaution(file.standing) ? 'tag caution' : 'tag'}>{t(`resetState.${file.standing}`)}</span>
        </h1>
        {file.owner === null ? null : (
          <p class="why">
            <a href={`/console/people/${file.one.accountId}`}>
              <bdi class="break">{file.owner.address}</bdi>
            </a>
          </p>
        )}
      </div>
    ),
    content: (
      <>
        <Part title={t('resetCase.next')}>
          <Next frame={frame} file={file} actor={actor} />
        </Part>
        <Alerts frame={frame} file={file} actor={actor} />
        <Part title={t('resetCase.record')}>
          <Record frame={frame} file={file} />
        </Part>
        <Part title={t('resetCase.facts')}>
          <Standing frame={frame} file={file} />
        </Part>
        {file.one.carriedOutAt === null ? null : (
          <Part title={t('resetCase.revoked')}>
            <Revoked frame={frame} events={file.events} />
          </Part>
        )}
        <Part title={t('resetCase.story')}>
          <Story frame={frame} file={file} />
        </Part>
      </>
    ),
  });
}

interface Of {
  readonly frame: DeskFrame;
  readonly file: CaseFile;
}

/** What comes next, with the one step that leads there. */
function Next({ frame, file, actor }: Of & { readonly actor: Party }) {
  const { t } = frame.words;
  const target = { kind: 'person', person: file.party } as const;
  const page = `/console/resets/${file.one.id}`;
  const step = stepOf(file, actor);
  const canCancel =
    ['approval', 'hold', 'ready'].includes(file.standing) && may(actor, 'reset.cancel', target) === null;
  return (
    <>
      <p>{nextWords(frame, file, actor)}</p>
      {step === null ? null : (
        <p>
          <ButtonLink href={`${page}/${step}`}>{t(`${STEPS[step]}.link`)}</ButtonLink>
        </p>
      )}
      {canCancel ? (
        <nav class="acts" aria-label={t('personActs.title')}>
          <a href={`${page}/cancel`}>{t('resetCancel.link')}</a>
        </nav>
      ) : null}
    </>
  );
}

/** Alerts that tell of it, for whoever may see them. */
function Alerts({ frame, file: { alerts }, actor }: Of & { readonly actor: Party }) {
  const { t } = frame.words;
  if (alerts.length === 0 || may(actor, 'alert.see', { kind: 'everything' }) !== null) return null;
  return (
    <Part title={t('alerts.heading')}>
      <AlertLines frame={frame} alerts={alerts} />
    </Part>
  );
}

const STEPS = { approve: 'resetApprove', 'carry-out': 'resetCarryOut', pass: 'resetPass' } as const;

/** The step that whoever looks can take now; null: none. */
function stepOf(file: CaseFile, actor: Party): keyof typeof STEPS | null {
  const allowed = (act: 'reset.approve' | 'reset.carry-out') =>
    may(actor, act, { kind: 'person', person: file.party }) === null;
  switch (file.standing) {
    case 'approval':
      return file.one.openedBy !== actor.accountId && allowed('reset.approve') ? 'approve' : null;
    case 'ready':
      return allowed('reset.carry-out') ? 'carry-out' : null;
    case 'set-up':
      return passesLeft(file.one) > 0 && allowed('reset.carry-out') ? 'pass' : null;
    default:
      return null;
  }
}

function nextWords({ words, desk }: DeskFrame, { one, standing }: CaseFile, actor: Party): string {
  switch (standing) {
    case 'approval':
      return words.t(one.openedBy === actor.accountId ? 'resetCase.askColleague' : 'resetCase.needsApproval');
    case 'hold':
      return words.t('resetCase.onHold', { when: words.relative(one.holdUntil ?? desk.now, desk.now) });
    case 'set-up':
      return passesLeft(one) === 0
        ? words.t('resetCase.set-up-last')
        : words.t('resetCase.set-up', { count: passesLeft(one) });
    default:
      return words.t(`resetCase.${standing}`);
  }
}

function Record({ frame, file: { record } }: Of) {
  const { t, list } = frame.words;
  if (record === null) return <p class="quiet">{t('resetCase.erased')}</p>;
  const { checklist } = record;
  return (
    <Facts
      rows={[
        [t('resetCase.reason'), <bdi class="break">{record.reason}</bdi>],
        [t('resetCase.ticket'), <bdi class="break">{record.ticket}</bdi>],
        [t('resetCase.callBack'), <bdi class="break">{record.callBack}</bdi>],
        [
          t('resetCase.checked'),
          checklist.length === 0
            ? t('resetCase.nothingChecked')
            : list(checklist.map((item) => t(`resetCheck.${item}`))),
        ],
      ]}
    />
  );
}

function Standing({ frame, file }: Of) {
  const { t, day } = frame.words;
  const { one } = file;
  return (
    <Facts
      rows={[
        [t('resetCase.openedBy'), <Done frame={frame} file={file} at={one.openedAt} by={one.openedBy} />],
        [t('resetCase.second'), <Second frame={frame} file={file} />],
        [
          t('resetCase.hold'),
          one.holdUntil === null ? (
            t('resetCase.noHold')
          ) : (
            <>
              {t('resetCase.holdUntil', { day: day(one.holdUntil) })} (<When frame={frame} at={one.holdUntil} />)
            </>
          ),
        ],
        [
          t('resetCase.mailed'),
          <>
            <When frame={frame} at={one.openedAt} />, {t('resetCase.mailedWith')}
          </>,
        ],
        [
          t('resetCase.carriedOut'),
          one.carriedOutAt === null ? (
            t('resetCase.notYet')
          ) : (
            <Done frame={frame} file={file} at={one.carriedOutAt} by={one.carriedOutBy} />
          ),
        ],
        [t('resetCase.passes'), String(one.passesMade)],
        [t('resetCase.id'), <bdi class="break">{one.id}</bdi>],
      ]}
    />
  );
}

function Second({ frame, file }: Of) {
  const { one, needsSecond } = file;
  if (one.approvedAt !== null) return <Done frame={frame} file={file} at={one.approvedAt} by={one.approvedBy} />;
  const needed = one.needsApproval || needsSecond;
  return <>{frame.words.t(needed ? 'resetCase.secondNeeded' : 'resetCase.secondNotNeeded')}</>;
}

function Done({ frame, file, at, by }: Of & { readonly at: number; readonly by: string | null }) {
  return (
    <>
      <When frame={frame} at={at} /> · <Who frame={frame} file={file} id={by ?? ''} />
    </>
  );
}

function Who({ frame, file, id }: Of & { readonly id: string }): ComponentChildren {
  const { t } = frame.words;
  if (id === 'claimant') return t('resetCase.theOwner');
  if (id === 'system') return t('resetCase.system');
  return <bdi class="break">{file.names.get(id) ?? t('resetCase.somebody')}</bdi>;
}

function Revoked({ frame, events }: { readonly frame: DeskFrame; readonly events: readonly AuditEvent[] }) {
  const { t } = frame.words;
  const ended = events.find(({ name, details }) => name === 'session.ended' && details['reason'] === 'reset');
  const counted = (name: 'sessions' | 'attempts') => Number(ended?.details[name] ?? 0);
  const lines = [
    ...events.filter(({ name }) => name === 'authenticator.revoked').map((event) => methodOf(frame, event)),
    ...(counted('sessions') > 0 ? [t('resetCase.revokedSessions', { count: counted('sessions') })] : []),
    ...(counted('attempts') > 0 ? [t('resetCase.revokedAttempts', { count: counted('attempts') })] : []),
  ];
  if (lines.length === 0) return <p class="quiet">{t('resetCase.revokedNothing')}</p>;
  return (
    <ul class="reasons">
      {lines.map((line, at) => (
        <li key={`${at} ${line}`}>{line}</li>
      ))}
    </ul>
  );
}

function methodOf({ words }: DeskFrame, { details }: AuditEvent): string {
  const kind = METHOD_KINDS.find((one) => one === details['method']);
  return kind === undefined ? String(details['method']) : words.t(`method.${kind}`);
}

type Told = keyof typeof en.resetEvent;

function isTold(name: string): name is Told {
  return Object.hasOwn(en.resetEvent, name);
}

function Story({ frame, file }: Of) {
  const { t } = frame.words;
  const told = file.events.flatMap(({ name, ...event }) => (isTold(name) ? [{ ...event, name }] : []));
  return (
    <Table
      caption={t('resetCase.storyCaption')}
      columns={[{ name: t('resetCase.when') }, { name: t('resetCase.what') }, { name: t('resetCase.who') }]}
      rows={told.map((event) => ({
        key: event.id,
        cells: [
          <When frame={frame} at={event.at} />,
          t(`resetEvent.${event.name}`, { method: methodOf(frame, event) }),
          <Who frame={frame} file={file} id={event.actor} />,
        ],
      }))}
    />
  );
}
