import type { ComponentChildren } from 'preact';
import { type Account, LOCALES, MEMBER_KINDS } from '../../../domain/accounts/decide/account.ts';
import type { Membership, Organization } from '../../../domain/organizations/decide/mandate.ts';
import type { GrantedRole } from '../../../domain/roles/decide/roles.ts';
import { Choices, Select } from '../../../platform/ui/choices.tsx';
import { EmailField, TextField } from '../../../platform/ui/fields.tsx';
import { BackLink } from '../../../platform/ui/layout.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import { LANGUAGE_NAMES } from '../i18n/words.ts';
import { type Again, givenLine } from './again.ts';
import { ActForm, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';

/** Somebody's place in an organization. */
export interface PlaceView {
  readonly account: Account;
  readonly membership: Membership;
  readonly granted: GrantedRole | null;
  readonly again: Again | null;
}

/** `/console/organizations/<id>/invite`. */
export function renderInvite(
  { organization, again }: { readonly organization: Organization; readonly again: Again | null },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const page = `/console/organizations/${organization.id}`;
  const kind = givenLine(again, 'kind');
  return renderDesk(frame, {
    heading: t('members.inviteHeading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <ActForm frame={frame} action={`${page}/invite`} back={page} submit={t('members.invite')} again={again}>
        <p>{t('members.inviteWhy')}</p>
        <TextField
          name="name"
          label={t('people.name')}
          value={givenLine(again, 'name')}
          maxlength={120}
          {...errorAt(again, 'name')}
        />
        <EmailField
          name="address"
          label={t('people.address')}
          value={givenLine(again, 'address')}
          nothingFilledIn
          {...errorAt(again, 'address')}
        />
        <Select name="kind" label={t('person.kind')} value={kind === '' ? 'provider' : kind} options={kinds(frame)} />
        <Select
          name="locale"
          label={t('person.language')}
          value={givenLine(again, 'locale')}
          options={LOCALES.map((locale) => ({ value: locale, label: LANGUAGE_NAMES[locale] }))}
        />
      </ActForm>
    ),
  });
}

/** `/console/people/<id>/kind/<organization>`. */
export function renderKind(view: PlaceView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { organization, kind } = view.membership;
  return renderPlace(frame, view, {
    act: 'kind',
    content: (
      <>
        <p>{t('members.kindWhy', { name: organization.name })}</p>
        <Choices
          name="kind"
          kind="radio"
          legend={t('person.kind')}
          options={kinds(frame)}
          chosen={[givenLine(view.again, 'kind') === '' ? kind : givenLine(view.again, 'kind')]}
          {...errorAt(view.again, 'kind')}
        />
      </>
    ),
  });
}

/** `/console/people/<id>/role/<organization>`. */
export function renderRole(view: PlaceView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const role = view.membership.organization.kind === 'operator' ? 'auditor' : 'help-desk';
  const usual = view.membership.organization.kind === 'operator' ? t('role.support') : t('members.noRole');
  return renderPlace(frame, view, {
    act: 'role',
    content: (
      <>
        <p>{t('members.roleWhy')}</p>
        <Choices
          name="role"
          kind="radio"
          legend={t('members.role')}
          options={[
            { value: 'none', label: usual },
            { value: role, label: t(`role.${role}`), hint: t(`members.${role}Hint`) },
          ]}
          chosen={[view.granted ?? 'none']}
          {...errorAt(view.again, 'role')}
        />
      </>
    ),
  });
}

/** `/console/people/<id>/code/<organization>`. */
export function renderCodeForm(view: PlaceView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  return renderPlace(frame, view, { act: 'code', content: <p>{frame.words.t('members.codeWhy')}</p> });
}

/** A code, this once. `address`: whom an invitation was mailed to. */
export function renderCode(
  view: { readonly code: string; readonly address: string | null; readonly next: string },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderDesk(frame, {
    heading: t('members.codeMade'),
    subject: 'people',
    content: (
      <>
        {view.address === null ? null : <p>{t('members.mailed', { address: view.address })}</p>}
        <p class="strong">
          <code>{view.code}</code>
        </p>
        <Notice tone="plain">
          <p>{t('members.codeOnce')}</p>
        </Notice>
        <BackLink href={view.next}>{t('members.back')}</BackLink>
      </>
    ),
  });
}

function renderPlace(
  frame: DeskFrame,
  { account, membership, again }: PlaceView,
  form: { readonly act: 'kind' | 'role' | 'code'; readonly content: ComponentChildren },
): string {
  const { t } = frame.words;
  const page = `/console/people/${account.id}`;
  return renderDesk(frame, {
    heading: t(`members.${form.act}Heading`, { name: account.name, organization: membership.organization.name }),
    subject: 'people',
    content: (
      <ActForm
        frame={frame}
        action={`${page}/${form.act}/${membership.organization.id}`}
        back={page}
        submit={t(`members.${form.act}Submit`)}
        again={again}
      >
        {form.content}
      </ActForm>
    ),
  });
}

function kinds({ words }: DeskFrame) {
  return MEMBER_KINDS.map((kind) => ({ value: kind, label: words.t(`kind.${kind}`) }));
}
