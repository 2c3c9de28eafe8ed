import type { ListedPerson } from '../../../domain/directory/run/ports.ts';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Address, Nothing, Pager, Search, Table, When } from './parts.tsx';

/** A page of people. */
export interface PeopleView {
  readonly search: string;
  readonly people: readonly ListedPerson[];
  /** Address of the first page, of the next one; null: this is it, there is none. */
  readonly first: string | null;
  readonly next: string | null;
}

/** `/console/people`. */
export function renderPeople(view: PeopleView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderDesk(frame, {
    heading: t('people.heading'),
    subject: 'people',
    content: (
      <>
        <Search
          frame={frame}
          action="/console/people"
          label={t('people.searchLabel')}
          hint={t('people.searchHint')}
          value={view.search}
        />
        {view.people.length === 0 ? (
          <Nothing frame={frame} hint={t('people.noneHint')} all={view.search === '' ? null : '/console/people'} />
        ) : (
          <Table
            caption={t('people.caption')}
            columns={[
              { name: t('people.name') },
              { name: t('people.address') },
              { name: t('people.organizations') },
              { name: t('people.setUp') },
              { name: t('people.lastSignIn') },
            ]}
            rows={view.people.map((person) => ({ key: person.accountId, cells: cellsOf(frame, person) }))}
          />
        )}
        <Pager frame={frame} first={view.first} next={view.next} />
      </>
    ),
  });
}

function cellsOf(frame: DeskFrame, person: ListedPerson) {
  const { t, list } = frame.words;
  const methods = person.methods.filter((kind) => kind !== 'password');
  return [
    <>
      <a href={`/console/people/${person.accountId}`}>
        <bdi class="break">{person.name}</bdi>
      </a>
      {person.disabledAt === null ? null : <span class="tag caution">{t('people.disabled')}</span>}
    </>,
    <Address>{person.address}</Address>,
    <bdi>{list(person.memberships.map(({ organization }) => organization))}</bdi>,
    methods.length === 0 ? (
      <span class="quiet">{t(person.methods.length === 0 ? 'people.noPassword' : 'people.nothing')}</span>
    ) : (
      list(methods.map((kind) => t(`method.${kind}`)))
    ),
    person.lastSignInAt === null ? (
      <span class="quiet">{t('people.never')}</span>
    ) : (
      <When frame={frame} at={person.lastSignInAt} />
    ),
  ];
}
