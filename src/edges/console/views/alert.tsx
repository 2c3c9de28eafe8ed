import type { ComponentChildren } from 'preact';
import { NOTE_LENGTH_MAX } from '../../../domain/alerts/decide/alert.ts';
import type { AlertFile } from '../../../domain/alerts/run/alerts.ts';
import { countryName } from '../../../platform/country-name.ts';
import { ButtonLink } from '../../../platform/ui/buttons.tsx';
import { TextArea } from '../../../platform/ui/choices.tsx';
import type { Again } from './again.ts';
import { alertSentence, personNamed } from './alerts.tsx';
import { ActForm, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, Part, Table, When } from './parts.tsx';

/** An alert, for whoever looks. */
interface AlertView {
  readonly file: AlertFile;
  /** They may review it now. */
  readonly reviews: boolean;
  /** Of a network address; null: not known. */
  readonly countryOf: (source: string) => string | null;
}

/** `/console/resets/alerts/<id>`. */
export function renderAlert(view: AlertView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { alert } = view.file;
  const heading = alertSentence(frame, alert);
  return renderDesk(frame, {
    heading,
    subject: 'resets',
    head: (
      <div class="head">
        <h1 class="break">
          {heading}{' '}
          {alert.reviewedAt === null ? (
            <span class="tag caution">{t('alerts.waits')}</span>
          ) : (
            <span class="tag">{t('alerts.reviewed')}</span>
          )}
        </h1>
        <p class="why">{t(`alertWhy.${alert.kind}`)}</p>
      </div>
    ),
    content: (
      <>
        <Part title={t('alert.resets')}>
          <Resets frame={frame} file={view.file} />
        </Part>
        <Part title={t('alert.facts')}>
          <Facts
            rows={[
              [t(`alertAbout.${alert.kind}`), <Person frame={frame} id={alert.accountId} name={alert.name} />],
              ...(alert.eventId === null ? [] : signInFacts(frame, view)),
              [t('alerts.when'), <When frame={frame} at={alert.raisedAt} />],
              [t('alert.told'), t('alert.toldOwners')],
            ]}
          />
        </Part>
        <Part title={t('alerts.review')}>
          <Review frame={frame} file={view.file} reviews={view.reviews} />
        </Part>
      </>
    ),
  });
}

interface Of {
  readonly frame: DeskFrame;
  readonly file: AlertFile;
}

function Resets({ frame, file: { resets } }: Of) {
  const { t } = frame.words;
  const columns = ['person', 'opener', 'carriedOut'] as const;
  return (
    <Table
      caption={t('alert.resets')}
      columns={columns.map((name) => ({ name: t(`alert.${name}`) }))}
      rows={resets.map(({ caseId, name, opener, carriedOutAt }) => ({
        key: caseId,
        cells: [
          <a href={`/console/resets/${caseId}`}>
            <bdi class="break">{personNamed(frame, name)}</bdi>
          </a>,
          <bdi class="break">{personNamed(frame, opener)}</bdi>,
          carriedOutAt === null ? null : <When frame={frame} at={carriedOutAt} />,
        ],
      }))}
    />
  );
}

/** When, from where and by what browser somebody signed in. */
function signInFacts(
  frame: DeskFrame,
  { file: { signIn }, countryOf }: AlertView,
): readonly (readonly [string, ComponentChildren])[] {
  const { t, locale } = frame.words;
  if (signIn === null || signIn.source === null) return [[t('alert.signIn'), t('alert.gone')]];
  const { source, browser } = signIn;
  const code = countryOf(source);
  const from = code === null ? source : t('alert.country', { country: countryName(locale, code), source });
  return [
    [t('alert.signIn'), <When frame={frame} at={signIn.at} />],
    [t('alert.from'), <bdi class="break">{from}</bdi>],
    [t('alert.browser'), browser === null || browser === '' ? t('alert.unknownBrowser') : <bdi>{browser}</bdi>],
  ];
}

function Person({ frame, id, name }: { readonly frame: DeskFrame; readonly id: string; readonly name: string }) {
  if (name === '') return <>{personNamed(frame, name)}</>;
  return (
    <a href={`/console/people/${id}`}>
      <bdi class="break">{name}</bdi>
    </a>
  );
}

function Review({ frame, file, reviews }: Of & { readonly reviews: boolean }) {
  const { t } = frame.words;
  const { alert, note } = file;
  if (alert.reviewedAt !== null) {
    return (
      <Facts
        rows={[
          [t('alert.note'), <bdi class="break">{note ?? t('alert.unreadable')}</bdi>],
          [
            t('alerts.reviewer'),
            <>
              <bdi class="break">{personNamed(frame, alert.reviewer?.name ?? '')}</bdi> ·{' '}
              <When frame={frame} at={alert.reviewedAt} />
            </>,
          ],
        ]}
      />
    );
  }
  if (!reviews) return <p>{t('alert.reviewedByOthers')}</p>;
  return (
    <>
      <p>{t(`alertNext.${alert.kind}`)}</p>
      <p>
        <ButtonLink href={`/console/resets/alerts/${alert.id}/review`}>{t('alert.reviewNow')}</ButtonLink>
      </p>
    </>
  );
}

/** `/console/resets/alerts/<id>/review`. */
export function renderReviewAlert(
  { file: { alert }, again }: { readonly file: AlertFile; readonly again: Again | null },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const back = `/console/resets/alerts/${alert.id}`;
  const typed = again?.given['note'];
  return renderDesk(frame, {
    heading: t('alert.reviewHeading'),
    subject: 'resets',
    content: (
      <ActForm frame={frame} action={`${back}/review`} back={back} submit={t('alert.keep')} again={again}>
        <p class="break">{alertSentence(frame, alert)}</p>
        <p>{t('alert.reviewWhy')}</p>
        <TextArea
          name="note"
          label={t('alert.note')}
          hint={t('alert.noteHint')}
          value={typeof typed === 'string' ? typed : ''}
          maxlength={NOTE_LENGTH_MAX}
          {...errorAt(again, 'note')}
        />
      </ActForm>
    ),
  });
}
