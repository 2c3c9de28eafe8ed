import type { Mandate, Organization } from '../../../domain/organizations/decide/mandate.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { Contact } from '../../../platform/ui/layout.tsx';
import type { AskedFor } from '../ports.ts';
import { BrandingPart, type Sample } from './branding.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { askedWords } from './mandate-forms.tsx';
import { MandateActs, MemberActs, OrganizationActs } from './organization-acts.tsx';
import { Facts, Part } from './parts.tsx';

/** An organization, as somebody may see it. */
interface OrganizationView {
  readonly organization: Organization;
  /** Null: it does not ask for MFA. */
  readonly asked: AskedFor | null;
  readonly actor: Party;
  /** How it shows itself. */
  readonly sample: Sample;
}

/** `/console/organizations/<id>`. */
export function renderOrganization({ organization, asked, actor, sample }: OrganizationView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderDesk(frame, {
    heading: organization.name,
    subject: 'organizations',
    colors: sample.sheet,
    head: (
      <div class="head">
        <h1>
          <bdi class="break">{organization.name}</bdi>
          {organization.disabledAt === null ? null : <span class="tag caution">{t('organizations.disabled')}</span>}
        </h1>
        <p class="why">{t(`organizations.${organization.kind}`)}</p>
      </div>
    ),
    content: (
      <>
        <Part title={t('organization.members')}>
          <p>
            <a href={`/console/people?in=${organization.id}`}>{t('organization.seePeople')}</a>
          </p>
          <MemberActs frame={frame} organization={organization} actor={actor} />
        </Part>
        <Part title={t('organization.mandate')}>
          {organization.mandate === null ? (
            <p>{t(organization.kind === 'solo' ? 'organization.soloOff' : 'organization.mandateOff')}</p>
          ) : (
            <Terms frame={frame} mandate={organization.mandate} />
          )}
          {asked === null ? null : <p>{`${askedWords(frame, asked)} ${t('mandate.waiting')}`}</p>}
          <MandateActs frame={frame} organization={organization} actor={actor} requested={asked !== null} />
        </Part>
        <Part title={t('organization.settings')}>
          <Settings frame={frame} organization={organization} />
          <OrganizationActs frame={frame} organization={organization} actor={actor} />
        </Part>
        <BrandingPart
          frame={frame}
          organization={organization}
          sample={sample}
          mayChange={
            may(actor, 'organization.change', { kind: 'organization', organizationId: organization.id }) === null
          }
        />
      </>
    ),
  });
}

function Terms({ frame, mandate }: { readonly frame: DeskFrame; readonly mandate: Mandate }) {
  const { t, day, list } = frame.words;
  const grace =
    mandate.dueAt !== null
      ? t('organization.graceUntil', { day: day(mandate.dueAt) })
      : mandate.skips > 0
        ? t('organization.graceSkips', { count: mandate.skips })
        : t('organization.graceNone');
  const setUp =
    mandate.setUpProof === 'none' ? t('organization.setUpNone') : t(`organization.set-up-${mandate.setUpProof}`);
  return (
    <Facts
      rows={[
        [t('organization.since'), day(mandate.grantedAt)],
        [t('organization.covers'), list(mandate.coveredKinds.map((kind) => t(`kind.${kind}`)))],
        [t('organization.accepts'), list(mandate.allowedMethods.map((kind) => t(`method.${kind}`)))],
        [t('organization.grace'), grace],
        [t('organization.setUpProof'), setUp],
        [t('organization.passkeyFirst'), t(mandate.passkeyFirst ? 'organization.yes' : 'organization.no')],
      ]}
    />
  );
}

function Settings({ frame, organization }: { readonly frame: DeskFrame; readonly organization: Organization }) {
  const { t, day, duration } = frame.words;
  return (
    <Facts
      rows={[
        [
          t('organization.support'),
          organization.support === null ? t('organization.supportDefault') : <Contact contact={organization.support} />,
        ],
        [t('organization.idle'), duration(organization.idleMs)],
        [t('organization.absolute'), duration(organization.absoluteMs)],
        [t('organization.passwords'), t(`organization.${organization.passwordPreset ?? 'nist'}`)],
        organization.kind === 'operator'
          ? [
              t('settings.console'),
              t(organization.consoleAcr === 'phr' ? 'settings.passkeys' : 'settings.passkeysOrApps'),
            ]
          : [t('settings.adminResets'), t(organization.adminResets === true ? 'organization.yes' : 'organization.no')],
        [t('organization.created'), day(organization.createdAt)],
        [t('organization.id'), <bdi class="break">{organization.id}</bdi>],
      ]}
    />
  );
}
