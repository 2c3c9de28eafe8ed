import { standingOf, WAITING } from '../../../domain/recovery/decide/standing.ts';
import type { CasesQuery, ListedCase } from '../../../domain/recovery/run/desk-ports.ts';
import { Submit } from '../../../platform/ui/buttons.tsx';
import { Select } from '../../../platform/ui/choices.tsx';
import { EmailField } from '../../../platform/ui/fields.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Address, Nothing, Pager, Table, When } from './parts.tsx';
import { isCaution } from './reset-words.ts';

/** What a list of resets can be narrowed to. */
export const STATES = ['waiting', ...WAITING, 'over', 'all'] as const satisfies readonly CasesQuery['state'][];

/** A page of resets. */
export interface ResetsView {
  readonly state: CasesQuery['state'];
  /** The address of an agent as typed; '': anybody. */
  readonly agent: string;
  readonly cases: readonly ListedCase[];
  /** Whether who looks may see alerts about resets. */
  readonly alerts: boolean;
  /** Address of the first page, of the next one; null: this is it, there is none. */
  readonly first: string | null;
  readonly next: string | null;
}

/** `/console/resets`. */
export function renderResets(view: ResetsView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const narrowed = view.state !== 'all' || view.agent !== '';
  return renderDesk(frame, {
    heading: t('resets.heading'),
    subject: 'resets',
    content: (
      <>
        <p class="why">{t('resets.why')}</p>
        {view.alerts ? (
          <nav class="acts" aria-label={t('alerts.link')}>
            <a href="/console/resets/alerts">{t('alerts.link')}</a>
          </nav>
        ) : null}
        <Filter frame={frame} view={view} />
        {view.cases.length === 0 ? (
          <Nothing frame={frame} hint={t('resets.noneHint')} all={narrowed ? '/console/resets?state=all' : null} />
        ) : (
          <CaseTable frame={frame} cases={view.cases} />
        )}
        <Pager frame={frame} first={view.first} next={view.next} />
      </>
    ),
  });
}

/** Resets, a row each. */
export function CaseTable({ frame, cases }: { readonly frame: DeskFrame; readonly cases: readonly ListedCase[] }) {
  const { t } = frame.words;
  return (
    <Table
      caption={t('resets.caption')}
      columns={[
        { name: t('resets.person') },
        { name: t('resets.address') },
        { name: t('resets.state') },
        { name: t('resets.opened') },
        { name: t('resets.by') },
      ]}
      rows={cases.map((listed) => ({ key: listed.one.id, cells: cellsOf(frame, listed) }))}
    />
  );
}

function cellsOf(frame: DeskFrame, { one, name, address, opener }: ListedCase) {
  const { t } = frame.words;
  const standing = standingOf(one, false, frame.desk.now);
  return [
    <a href={`/console/resets/${one.id}`}>
      <bdi class="break">{name === '' ? t('resets.gone') : name}</bdi>
    </a>,
    <Address>{address}</Address>,
    <span class={isCaution(standing) ? 'tag caution' : 'tag'}>{t(`resetState.${standing}`)}</span>,
    <When frame={frame} at={one.openedAt} />,
    <bdi class="break">{opener}</bdi>,
  ];
}

function Filter({ frame, view }: { readonly frame: DeskFrame; readonly view: ResetsView }) {
  const { t } = frame.words;
  return (
    <form class="filter" method="get" action="/console/resets" role="search">
      <Select
        name="state"
        label={t('resets.state')}
        value={view.state}
        options={STATES.map((value) => ({ value, label: t(`resetState.${value}`) }))}
      />
      <EmailField name="agent" label={t('resets.agent')} value={view.agent} nothingFilledIn />
      <Submit look="secondary">{t('list.find')}</Submit>
    </form>
  );
}
