import type { Membership } from '../../../domain/organizations/decide/mandate.ts';
import { Choices } from '../../../platform/ui/choices.tsx';
import { Checkbox, EmailField } from '../../../platform/ui/fields.tsx';
import type { PersonRecord } from '../ports.ts';
import type { Again } from './again.ts';
import { ActForm, Consequences, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';

/** A form about somebody: who, and how it comes back. */
export interface PersonForm {
  readonly record: PersonRecord;
  readonly again: Again | null;
}

/** `/console/people/<id>/end-sessions`, and of one session `…/sessions/<session>/end`. */
export function renderEndSessions(
  view: PersonForm & { readonly one: { readonly id: string; readonly browser: string } | null },
  desk: Desk,
): string {
  const { one } = view;
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const why = one === null ? t('personActs.endSessionsWhy') : t('personActs.endSessionWhy', { browser: one.browser });
  return renderForm(frame, view, {
    act: one === null ? 'endSessions' : 'endSession',
    path: one === null ? 'end-sessions' : `sessions/${one.id}/end`,
    danger: true,
    content: (
      <>
        <p>{why}</p>
        <Consequences lines={[t('personActs.endsTokens'), t('personActs.endsAttempts')]} />
      </>
    ),
  });
}

/** `/console/people/<id>/address`. */
export function renderAddress(view: PersonForm, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  return renderForm(frame, view, {
    act: 'address',
    path: 'address',
    content: (
      <>
        <p>{t('personActs.addressWhy')}</p>
        <EmailField
          name="address"
          label={t('personActs.addressField')}
          value={textOf(view.again, 'address')}
          nothingFilledIn
          {...errorAt(view.again, 'address')}
        />
        <Checkbox name="confirmed" value="yes" label={t('personActs.addressConfirmed')} />
        <p class="hint">{t('personActs.addressConfirmedHint')}</p>
      </>
    ),
  });
}

/** `/console/people/<id>/delete`. */
export function renderDelete(view: PersonForm, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { address } = view.record.overview.record.address;
  return renderForm(frame, view, {
    act: 'delete',
    path: 'delete',
    danger: true,
    content: (
      <>
        <p>{t('personActs.deleteWhy')}</p>
        <Consequences
          lines={[t('personActs.deleteForgets'), t('personActs.deleteEnds'), t('personActs.deleteKeeps')]}
        />
        <EmailField
          name="confirm"
          label={t('personActs.deleteField')}
          hint={<bdi class="break">{t('personActs.deleteHint', { address })}</bdi>}
          value={textOf(view.again, 'confirm')}
          nothingFilledIn
          {...errorAt(view.again, 'confirm')}
        />
      </>
    ),
  });
}

/** `/console/people/<id>/offboard`. `from`: organizations that whoever acts may take them from, and whether everything. */
export function renderOffboard(
  view: PersonForm & { readonly places: readonly Membership[]; readonly everything: boolean },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const last = view.record.overview.memberships.length === 1;
  const options = [
    ...view.places.map(({ organization }) => ({
      value: organization.id as string,
      label: organization.name,
      hint: t(last ? 'personActs.lastPlace' : 'personActs.otherPlaces'),
    })),
    ...(view.everything
      ? [{ value: 'everything', label: t('personActs.everything'), hint: t('personActs.everythingHint') }]
      : []),
  ];
  return renderForm(frame, view, {
    act: 'offboard',
    path: 'offboard',
    danger: true,
    content: (
      <>
        <p>{t('personActs.offboardWhy')}</p>
        <Consequences
          lines={[t('personActs.offboardEnds'), t('personActs.offboardResets'), t('personActs.offboardKeeps')]}
        />
        <Choices
          name="from"
          kind="radio"
          legend={t('personActs.offboardFrom')}
          options={options}
          chosen={[textOf(view.again, 'from')]}
          {...errorAt(view.again, 'from')}
        />
      </>
    ),
  });
}

function textOf(again: Again | null, name: string): string {
  const text = again?.given[name];
  return typeof text === 'string' ? text : '';
}

function renderForm(
  frame: DeskFrame,
  { record, again }: PersonForm,
  form: {
    readonly act: 'endSession' | 'endSessions' | 'address' | 'delete' | 'offboard';
    readonly path: string;
    readonly danger?: boolean;
    readonly content: Parameters<typeof ActForm>[0]['children'];
  },
): string {
  const { t } = frame.words;
  const { account } = record.overview.record;
  const page = `/console/people/${account.id}`;
  return renderDesk(frame, {
    heading: t(`personActs.${form.act}Heading`, { name: account.name }),
    subject: 'people',
    content: (
      <ActForm
        frame={frame}
        action={`${page}/${form.path}`}
        back={page}
        submit={t(`personActs.${form.act}`)}
        danger={form.danger === true}
        again={again}
      >
        {form.content}
      </ActForm>
    ),
  });
}
