import type { ListedAlert } from '../../../domain/alerts/run/ports.ts';
import type { ListedOrganization } from '../../../domain/directory/run/ports.ts';
import { Notice } from '../../../platform/ui/notice.tsx';
import { AlertNotice } from './alerts.tsx';
import { type Desk, deskFrameOf, renderDesk } from './frame.tsx';
import { Part, Search } from './parts.tsx';

/** What waits for whoever looks. */
interface OverviewView {
  /** Organizations that ask for MFA; null: somebody else answers them. */
  readonly requests: readonly ListedOrganization[] | null;
  /** Uses of break-glass accounts that nobody reviewed; 0 for whoever is no owner. */
  readonly unreviewed: number;
  /** Alerts that nobody reviewed; none for whoever may not see them. */
  readonly alerts: readonly ListedAlert[];
  /** Whether they see how far MFA reaches in all organizations. */
  readonly seesCoverage: boolean;
}

/** `/console`: what waits for somebody, and the way to a person. */
export function renderOverview(view: OverviewView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t, list, relative } = frame.words;
  const roles = list((desk.at?.roles ?? []).map((role) => t(`role.${role}`)));
  return renderDesk(frame, {
    heading: t('overview.heading'),
    subject: 'overview',
    content: (
      <>
        <p class="why">{t('overview.why', { roles })}</p>
        {view.unreviewed === 0 ? null : (
          <Notice tone="caution" title={t('breakGlass.unreviewed', { count: view.unreviewed })}>
            <p>
              <a href="/console/break-glass">{t('breakGlass.heading')}</a>
            </p>
          </Notice>
        )}
        <AlertNotice frame={frame} alerts={view.alerts} />
        <Part title={t('overview.findPerson')}>
          <Search
            frame={frame}
            action="/console/people"
            label={t('people.searchLabel')}
            hint={t('people.searchHint')}
            value=""
          />
        </Part>
        {view.requests === null ? null : (
          <Part title={t('overview.requests')}>
            {view.requests.length === 0 ? (
              <p class="quiet">{t('overview.noRequests')}</p>
            ) : (
              <ul class="rows">
                {view.requests.map(({ organization, requestedAt }) => (
                  <li key={organization.id}>
                    <a href={`/console/organizations/${organization.id}`}>
                      <bdi class="break">{organization.name}</bdi>
                    </a>
                    <span>{t('overview.requested', { when: relative(requestedAt ?? desk.now, desk.now) })}</span>
                  </li>
                ))}
              </ul>
            )}
          </Part>
        )}
        {view.seesCoverage ? (
          <p>
            <a href="/console/coverage">{t('allCoverage.link')}</a>
          </p>
        ) : null}
      </>
    ),
  });
}
