import { type Organization, WORKSTATION_IDLE_MS } from '../../../domain/organizations/decide/mandate.ts';
import { CopyButton } from '../../../platform/ui/buttons.tsx';
import { TypedField } from '../../../platform/ui/choices.tsx';
import { BackLink } from '../../../platform/ui/layout.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import { type Again, givenLine } from './again.ts';
import { ActForm, Consequences, errorAt } from './form.tsx';
import { type Desk, deskFrameOf, renderDesk } from './frame.tsx';

interface Of {
  readonly organization: Organization;
  readonly again: Again | null;
}

/** `/console/organizations/<id>/evidence`. */
export function renderEvidence({ organization, again }: Of, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const page = `/console/organizations/${organization.id}`;
  const yearAgo = new Date(desk.now);
  yearAgo.setUTCFullYear(yearAgo.getUTCFullYear() - 1);
  const since = again === null ? yearAgo.toISOString().slice(0, 10) : givenLine(again, 'since');
  return renderDesk(frame, {
    heading: t('evidence.heading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <ActForm
        frame={frame}
        action={`${page}/evidence`}
        back={page}
        submit={t('evidence.download')}
        staysBusy={false}
        again={again}
      >
        <p>{t('evidence.why')}</p>
        <Consequences
          lines={[
            t('evidence.coverage'),
            t('evidence.exceptions'),
            t('evidence.resets'),
            t('evidence.rows'),
            t('evidence.signed'),
          ]}
        />
        <TypedField
          type="date"
          name="since"
          label={t('evidence.since')}
          hint={t('evidence.sinceHint')}
          value={since}
          {...errorAt(again, 'since')}
        />
      </ActForm>
    ),
  });
}

/** `/console/organizations/<id>/workstation`. */
export function renderWorkstation({ organization, again }: Of, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t, duration } = frame.words;
  const page = `/console/organizations/${organization.id}`;
  return renderDesk(frame, {
    heading: t('workstation.heading'),
    subject: 'organizations',
    content: (
      <ActForm frame={frame} action={`${page}/workstation`} back={page} submit={t('workstation.make')} again={again}>
        <p>{t('workstation.why', { name: organization.name })}</p>
        <Consequences
          lines={[
            t('workstation.noTrust'),
            t('workstation.idle', { time: duration(organization.workstationIdleMs ?? WORKSTATION_IDLE_MS) }),
            t('workstation.once'),
          ]}
        />
      </ActForm>
    ),
  });
}

/** The link, this once. */
export function renderWorkstationLink(
  view: { readonly organization: Organization; readonly url: string; readonly expiresAt: number },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t, relative } = frame.words;
  return renderDesk(frame, {
    heading: t('workstation.made'),
    subject: 'organizations',
    content: (
      <>
        <Notice tone="plain">
          <p>{t('workstation.open', { when: relative(view.expiresAt, desk.now) })}</p>
        </Notice>
        <p>
          <code class="break">{view.url}</code>
        </p>
        <p>
          <CopyButton text={view.url} done={t('workstation.copied')}>
            {t('workstation.copy')}
          </CopyButton>
        </p>
        <BackLink href={`/console/organizations/${view.organization.id}`}>{t('workstation.back')}</BackLink>
      </>
    ),
  });
}
