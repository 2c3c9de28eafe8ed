import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { type Act, may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import type { ConsoleWords } from '../i18n/words.ts';
import type { DeskFrame } from './frame.tsx';

/** A link to an act: where below the organization's page, and in which words. */
type Link = readonly [path: string, words: Parameters<ConsoleWords['t']>[0]];

interface Of {
  readonly frame: DeskFrame;
  readonly organization: Organization;
  readonly actor: Party;
}

/** What whoever looks may do about who belongs to it. */
export function MemberActs(props: Of) {
  const invites = allowedIn(props.actor, props.organization)('member.invite');
  const links: readonly (Link | false)[] = [
    invites && props.organization.disabledAt === null && ['invite', 'members.invite'],
    invites && ['invitations', 'invitations.link'],
  ];
  return <Acts {...props} links={links} label="members.acts" />;
}

/** What whoever looks may do about the mandate. A solo provider's organization has no such acts (S2). */
export function MandateActs(props: Of & { readonly requested: boolean }) {
  const { organization, actor, requested } = props;
  if (organization.kind === 'solo') return null;
  const allowed = allowedIn(actor, organization);
  const granted = organization.mandate !== null;
  const links: readonly (Link | false)[] = [
    !granted && !requested && allowed('mandate.request') && ['request', 'mandate.request'],
    !granted && allowed('mandate.decide') && ['grant', 'mandate.grant'],
    !granted && requested && allowed('mandate.decide') && ['decline', 'mandate.decline'],
    allowed('mandate.dry-run') && ['dry-run', 'mandate.dryRun'],
    granted && allowed('mandate.change') && ['change', 'mandate.change'],
    allowed('coverage.see') && ['coverage', 'coverage.link'],
    granted && allowed('mandate.decide') && ['revoke', 'mandate.revoke'],
  ];
  return <Acts {...props} links={links} label="mandate.acts" />;
}

/** What whoever looks may do about the organization itself. */
export function OrganizationActs(props: Of) {
  const { organization, actor } = props;
  const allowed = allowedIn(actor, organization);
  const disabled = organization.disabledAt !== null;
  const resets = organization.adminResets === true;
  const passkeys = organization.consoleAcr === 'phr';
  const links: readonly (Link | false)[] = [
    allowed('organization.change') && ['settings', 'settings.link'],
    allowed('evidence.export') && ['evidence', 'evidence.link'],
    !disabled && allowed('workstation.link') && ['workstation', 'workstation.link'],
    organization.kind !== 'operator' &&
      allowed('organization.let-reset') &&
      (resets ? ['stop-resets', 'settings.stop-resets'] : ['allow-resets', 'settings.allow-resets']),
    organization.kind === 'operator' &&
      allowed('organization.set-console') &&
      (passkeys ? ['allow-apps', 'settings.allow-apps'] : ['require-passkeys', 'settings.require-passkeys']),
    allowed('organization.disable') && (disabled ? ['enable', 'settings.enable'] : ['disable', 'settings.disable']),
  ];
  return <Acts {...props} links={links} label="settings.acts" />;
}

function Acts({
  frame,
  organization,
  links,
  label,
}: Of & { readonly links: readonly (Link | false)[]; readonly label: Link[1] }) {
  const { t } = frame.words;
  const shown = links.filter((link) => link !== false);
  if (shown.length === 0) return null;
  return (
    <nav class="acts" aria-label={t(label)}>
      {shown.map(([path, words]) => (
        <a key={path} href={`/console/organizations/${organization.id}/${path}`}>
          {t(words)}
        </a>
      ))}
    </nav>
  );
}

function allowedIn(actor: Party, { id }: Organization): (act: Act) => boolean {
  return (act) => may(actor, act, { kind: 'organization', organizationId: id }) === null;
}
