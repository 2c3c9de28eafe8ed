import type { OpenInvitation } from '../../../domain/accounts/run/ports.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import type { Again } from './again.ts';
import { ActForm, Consequences } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Address, Nothing, Pager, Table, When } from './parts.tsx';

/** An invitation, and whether whoever looks may take it back. */
type Row = OpenInvitation & { readonly withdraws: boolean };

/** A page of open invitations. */
interface InvitationsView {
  readonly organization: Organization;
  readonly invitations: readonly Row[];
  /** Address of the first page, of the next one; null: this is it, there is none. */
  readonly first: string | null;
  readonly next: string | null;
}

/** `/console/organizations/<id>/invitations`. */
export function renderInvitations(view: InvitationsView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const page = `/console/organizations/${view.organization.id}`;
  return renderDesk(frame, {
    heading: t('invitations.heading', { name: view.organization.name }),
    subject: 'organizations',
    content: (
      <>
        <p>
          <a href={page}>{t('mandate.back')}</a>
        </p>
        {view.invitations.length === 0 ? (
          <Nothing frame={frame} hint={t('invitations.noneHint')} all={null} />
        ) : (
          <InvitationTable frame={frame} page={page} rows={view.invitations} />
        )}
        <Pager frame={frame} first={view.first} next={view.next} />
        <nav class="acts" aria-label={t('members.acts')}>
          <a href={`${page}/invite`}>{t('members.invite')}</a>
        </nav>
      </>
    ),
  });
}

function InvitationTable(props: { readonly frame: DeskFrame; readonly page: string; readonly rows: readonly Row[] }) {
  const { frame, page, rows } = props;
  const { t, day } = frame.words;
  return (
    <Table
      caption={t('invitations.caption')}
      columns={[
        { name: t('people.address') },
        { name: t('person.kind') },
        { name: t('invitations.mailed') },
        { name: t('invitations.until') },
        { name: t('members.acts') },
      ]}
      rows={rows.map((one) => ({
        key: one.id,
        cells: [
          <Address>{one.address}</Address>,
          t(`kind.${one.kind}`),
          <When frame={frame} at={one.createdAt} />,
          day(one.expiresAt),
          one.withdraws ? (
            <a
              href={`${page}/invitations/${one.id}/withdraw`}
              aria-label={`${t('invitations.withdraw')}: ${one.address}`}
            >
              {t('invitations.withdraw')}
            </a>
          ) : null,
        ],
      }))}
    />
  );
}

/** `/console/organizations/<id>/invitations/<invitation>/withdraw`. */
export function renderWithdraw(
  view: { readonly organization: Organization; readonly invitation: OpenInvitation; readonly again: Again | null },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const list = `/console/organizations/${view.organization.id}/invitations`;
  return renderDesk(frame, {
    heading: t('invitations.withdrawHeading', { address: view.invitation.address }),
    subject: 'organizations',
    content: (
      <ActForm
        frame={frame}
        action={`${list}/${view.invitation.id}/withdraw`}
        back={list}
        submit={t('invitations.withdraw')}
        danger
        again={view.again}
      >
        <Consequences lines={[t('invitations.linkEnds'), t('invitations.againLater')]} />
      </ActForm>
    ),
  });
}
