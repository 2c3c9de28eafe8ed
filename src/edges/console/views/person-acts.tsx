import type { Account } from '../../../domain/accounts/decide/account.ts';
import { type Act, may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import type { PersonRecord } from '../ports.ts';
import type { Again } from './again.ts';
import { ActForm, Consequences } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';

/** What whoever looks may do to a person; nothing where they may do nothing. */
export function PersonActs(props: { readonly frame: DeskFrame; readonly record: PersonRecord; readonly actor: Party }) {
  const { t } = props.frame.words;
  const { account } = props.record.overview.record;
  const allowed = (act: Act) => may(props.actor, act, { kind: 'person', person: props.record.party }) === null;
  const links = [
    ...(allowed('reset.open') ? [['reset', t('resetOpen.link')] as const] : []),
    ...(allowed('person.end-sessions') ? [['end-sessions', t('personActs.endSessions')] as const] : []),
    ...(allowed('person.set-address') ? [['address', t('personActs.address')] as const] : []),
    ...(allowed('person.disable')
      ? [
          account.disabledAt === null
            ? (['disable', t('personActs.disable')] as const)
            : (['enable', t('personActs.enable')] as const),
        ]
      : []),
    ...(mayLeave(props) ? [['offboard', t('personActs.offboard')] as const] : []),
    ...(allowed('person.delete') ? [['delete', t('personActs.delete')] as const] : []),
  ];
  if (links.length === 0) return null;
  return (
    <nav class="acts" aria-label={t('personActs.title')}>
      {links.map(([path, words]) => (
        <a key={path} href={`/console/people/${account.id}/${path}`}>
          {words}
        </a>
      ))}
    </nav>
  );
}

/** From somewhere at least. */
function mayLeave({ actor, record }: { readonly actor: Party; readonly record: PersonRecord }): boolean {
  const { party } = record;
  return (
    may(actor, 'person.disable', { kind: 'person', person: party }) === null ||
    party.places.some(({ organizationId }) => {
      return may(actor, 'member.remove', { kind: 'member', organizationId, person: party }) === null;
    })
  );
}

/** `/console/people/<id>/disable` and `…/enable`. */
export function renderSwitch(
  view: { readonly turn: 'disable' | 'enable'; readonly account: Account; readonly again: Again | null },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { turn, account, again } = view;
  const page = `/console/people/${account.id}`;
  return renderDesk(frame, {
    heading: t(`personActs.${turn}Heading`, { name: account.name }),
    subject: 'people',
    content: (
      <ActForm
        frame={frame}
        action={`${page}/${turn}`}
        back={page}
        submit={t(`personActs.${turn}`)}
        danger={turn === 'disable'}
        again={again}
      >
        <p>{t(`personActs.${turn}Why`)}</p>
        {turn === 'enable' ? null : (
          <Consequences lines={[t('personActs.disableEnds'), t('personActs.disableKeeps')]} />
        )}
      </ActForm>
    ),
  });
}
