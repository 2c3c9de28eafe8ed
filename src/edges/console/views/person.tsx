import type { OrganizationId } from '../../../domain/accounts/decide/account.ts';
import { METHOD_KINDS, type MethodKind } from '../../../domain/methods/decide/traits.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import { type Party, roleOf } from '../../../domain/roles/decide/roles.ts';
import type { Step } from '../../../domain/sign-in/decide/step.ts';
import type { PersonRecord } from '../ports.ts';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, Part, Table, When } from './parts.tsx';
import { PersonActs } from './person-acts.tsx';
import { Traces, type TracesView } from './person-traces.tsx';
import { reasons } from './reasons.ts';

/** What lies around a person, as far as whoever looks may see it. */
interface AroundPerson {
  readonly traces: TracesView;
  /** The reset of theirs that waits; null: none does. */
  readonly reset: string | null;
}

/** `/console/people/<id>`. */
export function renderPerson(record: PersonRecord, { traces, reset }: AroundPerson, actor: Party, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { account, address } = record.overview.record;
  return renderDesk(frame, {
    heading: account.name,
    subject: 'people',
    head: (
      <div class="head">
        <h1>
          <bdi class="break">{account.name}</bdi>
          {account.disabledAt === null ? null : <span class="tag caution">{t('people.disabled')}</span>}
        </h1>
        <p class="why">
          <bdi class="break">{address.address}</bdi>
        </p>
      </div>
    ),
    content: (
      <>
        {reset === null ? null : (
          <p>
            <a href={`/console/resets/${reset}`}>{t('person.openReset')}</a>
          </p>
        )}
        <PersonActs frame={frame} record={record} actor={actor} />
        <Part title={t('person.nextTitle')}>
          <NextSignIn frame={frame} record={record} />
        </Part>
        <Part title={t('person.bound')}>
          <Bound frame={frame} record={record} />
        </Part>
        <Part title={t('person.places')}>
          <Places frame={frame} record={record} actor={actor} />
        </Part>
        <Traces frame={frame} view={traces} />
        <Part title={t('person.facts')}>
          <AccountRows frame={frame} record={record} />
        </Part>
      </>
    ),
  });
}

interface Of {
  readonly frame: DeskFrame;
  readonly record: PersonRecord;
}

function NextSignIn({ frame, record }: Of) {
  const { t } = frame.words;
  const { elsewhere, onTrustedDevice } = record.foresight;
  return (
    <>
      <Facts
        rows={[
          [t('person.elsewhere'), isReached(record) ? stepWords(frame, elsewhere) : t('next.noPassword')],
          ...(onTrustedDevice === null ? [] : ([[t('person.trusted'), stepWords(frame, onTrustedDevice)]] as const)),
        ]}
      />
      <h3>{t('person.because')}</h3>
      <ul class="reasons">
        {reasons(frame, record.foresight).map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </>
  );
}

/** Whoever has no password stays at its page; that an account is disabled is told first, since none can be chosen for it. */
function isReached({ foresight: { hasPassword, account } }: PersonRecord): boolean {
  return hasPassword || account.disabledAt !== null;
}

function Bound({ frame, record }: Of) {
  const { t } = frame.words;
  return (
    <Table
      caption={t('person.boundCaption')}
      columns={[{ name: t('person.what') }, { name: t('person.added') }, { name: t('person.used') }]}
      rows={inOrder(record.overview.authenticators).map((one) => ({
        key: one.id,
        cells: [
          <>
            {t(`method.${one.kind}`)}
            {one.label === '' || one.label === t(`method.${one.kind}`) || !NAMED.includes(one.kind) ? null : (
              <span class="quiet">
                {' '}
                <bdi class="break">{one.label}</bdi>
              </span>
            )}
          </>,
          <When frame={frame} at={one.boundAt} />,
          one.lastUsedAt === null ? (
            <span class="quiet">{t('person.notUsed')}</span>
          ) : (
            <When frame={frame} at={one.lastUsedAt} />
          ),
        ],
      }))}
    />
  );
}

/** Kinds of which there may be several, told apart by their names. */
const NAMED: readonly MethodKind[] = ['totp', 'passkey'];

function inOrder<T extends { readonly kind: MethodKind }>(authenticators: readonly T[]): readonly T[] {
  return authenticators.toSorted((a, b) => METHOD_KINDS.indexOf(a.kind) - METHOD_KINDS.indexOf(b.kind));
}

/** What whoever looks may do about somebody's place; one that was not accepted yet has none. */
function placeActs(actor: Party, person: Party, organizationId: OrganizationId): readonly PlaceAct[] {
  if (!person.places.some((place) => place.organizationId === organizationId)) return [];
  const acts = { kind: 'member.set-kind', role: 'role.grant', code: 'member.invite' } as const;
  return (['kind', 'role', 'code'] as const).filter(
    (name) => may(actor, acts[name], { kind: 'member', organizationId, person }) === null,
  );
}

type PlaceAct = 'kind' | 'role' | 'code';

function PlaceActs(props: Of & { readonly id: OrganizationId; readonly acts: readonly PlaceAct[] }) {
  const { frame, record, id, acts } = props;
  return (
    <span class="acts">
      {acts.map((act) => (
        <a key={act} href={`/console/people/${record.overview.record.account.id}/${act}/${id}`}>
          {frame.words.t(`members.${act}`)}
        </a>
      ))}
    </span>
  );
}

function Places({ frame, record, actor }: Of & { readonly actor: Party }) {
  const { t } = frame.words;
  // Who was asked elsewhere, and has not accepted, is nobody's business but that organization's.
  const shown = record.overview.memberships.filter(({ organization, acceptedAt }) => {
    const there = { kind: 'organization', organizationId: organization.id } as const;
    return acceptedAt !== null || may(actor, 'person.see', there) === null;
  });
  const acts = (organizationId: OrganizationId) => placeActs(actor, record.party, organizationId);
  const acting = shown.some(({ organization }) => acts(organization.id).length > 0);
  return (
    <Table
      caption={t('person.placesCaption')}
      columns={[
        { name: t('person.organization') },
        { name: t('person.kind') },
        { name: t('person.role') },
        { name: t('person.mandate') },
        ...(acting ? [{ name: t('members.acts') }] : []),
      ]}
      rows={shown.map(({ organization, kind, acceptedAt }) => ({
        key: organization.id,
        cells: [
          <a href={`/console/organizations/${organization.id}`}>
            <bdi class="break">{organization.name}</bdi>
          </a>,
          <>
            {t(`kind.${kind}`)}
            {acceptedAt === null ? <span class="tag">{t('person.invited')}</span> : null}
          </>,
          <RoleIn frame={frame} record={record} organizationId={organization.id} />,
          organization.mandate?.coveredKinds.includes(kind) === true ? t('person.required') : t('person.notRequired'),
          ...(acting
            ? [<PlaceActs frame={frame} record={record} id={organization.id} acts={acts(organization.id)} />]
            : []),
        ],
      }))}
    />
  );
}

/** What the place gives a right to in the console. */
function RoleIn({ frame, record, organizationId }: Of & { readonly organizationId: OrganizationId }) {
  const { t } = frame.words;
  const place = record.party.places.find((one) => one.organizationId === organizationId);
  const role = place === undefined ? null : roleOf(place);
  return role === null ? <span class="quiet">{t('person.noRole')}</span> : <>{t(`role.${role}`)}</>;
}

function AccountRows({ frame, record }: Of) {
  const { t, day } = frame.words;
  const { account, address } = record.overview.record;
  return (
    <Facts
      rows={[
        [t('person.id'), <bdi class="break">{account.id}</bdi>],
        [t('person.since'), day(account.createdAt)],
        [t('person.confirmed'), address.confirmedAt === null ? t('person.notConfirmed') : day(address.confirmedAt)],
        [
          t('person.lastSignIn'),
          account.lastSignInAt === null ? t('people.never') : <When frame={frame} at={account.lastSignInAt} />,
        ],
      ]}
    />
  );
}

/** A step of the sign-in, told to somebody who helps. */
export function stepWords(frame: DeskFrame, step: Step): string {
  const { words, desk } = frame;
  const { t } = words;
  const named = (kinds: readonly MethodKind[]) => words.list(kinds.map((kind) => t(`method.${kind}`)));
  switch (step.kind) {
    case 'ask-proof': {
      const suggested = named([step.suggested]);
      if (step.admits === 'set-up') return t('next.ask-set-up-proof', { suggested });
      const others = named(step.choices.filter((kind) => kind !== step.suggested));
      return others === '' ? t('next.ask-proof-only', { suggested }) : t('next.ask-proof', { suggested, others });
    }
    case 'bind-authenticator': {
      const suggested = named([step.suggested]);
      return t(step.grace === null ? 'next.bind-authenticator' : 'next.bind-with-grace', { suggested });
    }
    case 'refuse': {
      const when = step.retryAt === null ? '' : words.relative(step.retryAt, desk.now);
      return t('next.refuse', { reason: t(`refusal.${step.reason}`, { when }) });
    }
    default:
      return t(`next.${step.kind}`);
  }
}
