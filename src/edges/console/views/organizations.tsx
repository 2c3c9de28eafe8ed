import type { ListedOrganization } from '../../../domain/directory/run/ports.ts';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Nothing, Pager, Search, Table } from './parts.tsx';

/** A page of organizations. */
export interface OrganizationsView {
  readonly search: string;
  readonly organizations: readonly ListedOrganization[];
  /** Whether whoever looks may make one, and see how far MFA reaches in all of them. */
  readonly creates: boolean;
  readonly seesCoverage: boolean;
  /** Address of the first page, of the next one; null: this is it, there is none. */
  readonly first: string | null;
  readonly next: string | null;
}

/** `/console/organizations`. */
export function renderOrganizations(view: OrganizationsView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderDesk(frame, {
    heading: t('organizations.heading'),
    subject: 'organizations',
    content: (
      <>
        <Search
          frame={frame}
          action="/console/organizations"
          label={t('organizations.searchLabel')}
          value={view.search}
        />
        {view.creates || view.seesCoverage ? (
          <nav class="acts" aria-label={t('settings.acts')}>
            {view.seesCoverage ? <a href="/console/coverage">{t('allCoverage.link')}</a> : null}
            {view.creates ? <a href="/console/organizations/create">{t('settings.createHeading')}</a> : null}
          </nav>
        ) : null}
        {view.organizations.length === 0 ? (
          <Nothing
            frame={frame}
            hint={t('organizations.noneHint')}
            all={view.search === '' ? null : '/console/organizations'}
          />
        ) : (
          <Table
            caption={t('organizations.caption')}
            columns={[
              { name: t('organizations.name') },
              { name: t('organizations.kind') },
              { name: t('organizations.mfa') },
              { name: t('organizations.members'), end: true },
            ]}
            rows={view.organizations.map((one) => ({ key: one.organization.id, cells: cellsOf(frame, one) }))}
          />
        )}
        <Pager frame={frame} first={view.first} next={view.next} />
      </>
    ),
  });
}

function cellsOf(frame: DeskFrame, { organization, members, requestedAt }: ListedOrganization) {
  const { t, relative } = frame.words;
  return [
    <>
      <a href={`/console/organizations/${organization.id}`}>
        <bdi class="break">{organization.name}</bdi>
      </a>
      {organization.disabledAt === null ? null : <span class="tag caution">{t('organizations.disabled')}</span>}
    </>,
    t(`organizations.${organization.kind}`),
    organization.mandate !== null ? (
      t('organizations.required')
    ) : requestedAt !== null ? (
      t('organizations.requested', { when: relative(requestedAt, frame.desk.now) })
    ) : (
      <span class="quiet">{t('organizations.off')}</span>
    ),
    new Intl.NumberFormat(frame.words.locale).format(members),
  ];
}
