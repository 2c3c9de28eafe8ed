import { MEMBER_KINDS, type MemberKind } from '../../../domain/accounts/decide/account.ts';
import { SET_UP_STATES, type SetUpState } from '../../../domain/directory/decide/narrowed.ts';
import type { ListedPerson } from '../../../domain/directory/run/ports.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { Submit } from '../../../platform/ui/buttons.tsx';
import { Select } from '../../../platform/ui/choices.tsx';
import { TextField } from '../../../platform/ui/fields.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Address, Nothing, Pager, Search, Table, When } from './parts.tsx';

/** A page of people. */
export interface PeopleView {
  readonly search: string;
  /** Whose members are listed, and what they are narrowed to; null: everybody within reach is. */
  readonly within: {
    readonly organization: Organization;
    readonly kind: MemberKind | null;
    readonly setUp: SetUpState | null;
  } | null;
  readonly people: readonly ListedPerson[];
  /** Address of the first page, of the next one; null: this is it, there is none. */
  readonly first: string | null;
  readonly next: string | null;
}

/** `/console/people`. */
export function renderPeople(view: PeopleView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { within } = view;
  const all = within === null ? '/console/people' : `/console/people?in=${within.organization.id}`;
  const asked = view.search !== '' || (within !== null && (within.kind !== null || within.setUp !== null));
  return renderDesk(frame, {
    heading: within === null ? t('people.heading') : t('people.membersHeading', { name: within.organization.name }),
    subject: 'people',
    content: (
      <>
        {within === null ? (
          <Search
            frame={frame}
            action="/console/people"
            label={t('people.searchLabel')}
            hint={t('people.searchHint')}
            value={view.search}
          />
        ) : (
          <MemberFilter frame={frame} search={view.search} within={within} />
        )}
        {view.people.length === 0 ? (
          <Nothing
            frame={frame}
            hint={t(within === null ? 'people.noneHint' : 'people.noMembersHint')}
            all={asked ? all : null}
          />
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

/** Narrows the members of an organization by the address bar: what it leads to can be kept and sent. */
function MemberFilter(props: {
  readonly frame: DeskFrame;
  readonly search: string;
  readonly within: NonNullable<PeopleView['within']>;
}) {
  const { t } = props.frame.words;
  const { organization, kind, setUp } = props.within;
  return (
    <>
      <p>
        <a href={`/console/organizations/${organization.id}`}>{t('mandate.back')}</a>
      </p>
      <form class="filter" method="get" action="/console/people" role="search">
        <input type="hidden" name="in" value={organization.id} />
        <TextField name="q" label={t('people.searchLabel')} value={props.search} maxlength={80} />
        <Select
          name="kind"
          label={t('organizations.kind')}
          value={kind ?? ''}
          options={[
            { value: '', label: t('people.anyKind') },
            ...MEMBER_KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
          ]}
        />
        <Select
          name="set-up"
          label={t('people.setUp')}
          value={setUp ?? ''}
          options={[
            { value: '', label: t('people.anySetUp') },
            ...SET_UP_STATES.map((value) => ({ value, label: t(`people.setUp-${value}`) })),
          ]}
        />
        <Submit look="secondary">{t('list.find')}</Submit>
      </form>
    </>
  );
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
