import type { Coverage } from '../../../domain/evidence/decide/coverage.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { TextField } from '../../../platform/ui/fields.tsx';
import type { AskedFor } from '../ports.ts';
import { type GivenTerms, termsQuery } from '../terms.ts';
import { type Again, givenLine } from './again.ts';
import { ActForm, Consequences, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { TermsFields } from './terms-fields.tsx';

/** Why there is nothing to do. */
type NoSuchAct = 'solo-organization' | 'nothing-granted' | 'nothing-requested';

/** What every form about a mandate is shown with. */
interface About {
  readonly organization: Organization;
  /** Null: not sent yet. */
  readonly again: Again | null;
}

/** Where an act has nothing to act on: why, in place of its form. A solo provider's organization has none at all (S2). */
export function renderNoSuchAct(
  { organization, because }: { readonly organization: Organization; readonly because: NoSuchAct },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { name } = organization;
  return renderDesk(frame, {
    heading: t(because === 'solo-organization' ? 'mandate.soloHeading' : 'mandate.nothingHeading', { name }),
    subject: 'organizations',
    content: (
      <>
        <p>{t(`denied.${because}`)}</p>
        <p>
          <a href={pageOf(organization)}>{t('mandate.back')}</a>
        </p>
      </>
    ),
  });
}

/** `/console/organizations/<id>/request`. */
export function renderRequest({ organization, again }: About, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const page = pageOf(organization);
  return renderDesk(frame, {
    heading: t('mandate.requestHeading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <ActForm frame={frame} action={`${page}/request`} back={page} submit={t('mandate.requestSubmit')} again={again}>
        <p>{t('mandate.requestWhy')}</p>
        <Consequences lines={[t('mandate.requestNothing'), t('mandate.requestTerms')]} />
      </ActForm>
    ),
  });
}

/** `/console/organizations/<id>/grant` and `…/change`. */
export function renderTermsForm(
  view: About & {
    readonly act: 'grant' | 'change';
    readonly terms: GivenTerms;
    readonly asked: AskedFor | null;
  },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { act, organization, terms, again } = view;
  const page = pageOf(organization);
  return renderDesk(frame, {
    heading: t(`mandate.${act}Heading`, { name: organization.name }),
    subject: 'organizations',
    content: (
      <>
        <p class="why">{t(`mandate.${act}Why`)}</p>
        {view.asked === null ? null : <p>{askedWords(frame, view.asked)}</p>}
        <p>
          <a href={`${page}/dry-run?${termsQuery(terms)}`}>{t('mandate.tryFirst')}</a>
        </p>
        <ActForm frame={frame} action={`${page}/${act}`} back={page} submit={t(`mandate.${act}Submit`)} again={again}>
          <TermsFields frame={frame} terms={terms} again={again} />
          <Consequences lines={[t('mandate.holdsNext'), t('mandate.holdsSessions'), t('mandate.graceOnce')]} />
        </ActForm>
      </>
    ),
  });
}

/** `/console/organizations/<id>/decline`. */
export function renderDecline(view: About & { readonly asked: AskedFor | null }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { organization, asked, again } = view;
  const page = pageOf(organization);
  return renderDesk(frame, {
    heading: t('mandate.declineHeading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <ActForm frame={frame} action={`${page}/decline`} back={page} submit={t('mandate.declineSubmit')} again={again}>
        {asked === null ? null : <p>{askedWords(frame, asked)}</p>}
        <Consequences lines={[t('mandate.declineNothing'), t('mandate.declineMails')]} />
        <TextField
          name="reason"
          label={t('act.optional', { label: t('mandate.reason') })}
          hint={t('mandate.reasonHint')}
          maxlength={200}
          value={givenLine(again, 'reason')}
          {...errorAt(again, 'reason')}
        />
      </ActForm>
    ),
  });
}

/** `/console/organizations/<id>/revoke`. */
export function renderRevoke(view: About & { readonly coverage: Coverage }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { organization, coverage, again } = view;
  const page = pageOf(organization);
  return renderDesk(frame, {
    heading: t('mandate.revokeHeading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <ActForm
        frame={frame}
        action={`${page}/revoke`}
        back={page}
        submit={t('mandate.revokeSubmit')}
        danger
        again={again}
      >
        <p>{t('mandate.revokeWhy', { count: coverage.covered, setUp: coverage.setUp })}</p>
        <Consequences lines={[t('mandate.revokeEnds'), t('mandate.revokeKeeps'), t('mandate.revokeGrace')]} />
      </ActForm>
    ),
  });
}

/** Who asked for a mandate, and when. */
export function askedWords({ words, desk }: DeskFrame, asked: AskedFor): string {
  const when = words.relative(asked.at, desk.now);
  return asked.by === null ? words.t('mandate.asked', { when }) : words.t('mandate.askedBy', { who: asked.by, when });
}

function pageOf({ id }: Organization): string {
  return `/console/organizations/${id}`;
}
