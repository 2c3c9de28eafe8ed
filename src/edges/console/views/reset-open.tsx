import { RECORD_LENGTH_MAX } from '../../../domain/recovery/decide/reset-case.ts';
import { isPrivileged } from '../../../domain/roles/decide/roles.ts';
import { ButtonLink } from '../../../platform/ui/buttons.tsx';
import { Choices, TextArea, TypedField } from '../../../platform/ui/choices.tsx';
import { TextField } from '../../../platform/ui/fields.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import type { PersonRecord } from '../ports.ts';
import type { Again } from './again.ts';
import { ActForm, Consequences, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { checklistOptions } from './reset-words.ts';

/** `/console/people/<id>/reset`. `waiting`: a reset of theirs that has to be carried out or called off first; null: none. */
export function renderOpenReset(
  view: { readonly record: PersonRecord; readonly waiting: string | null; readonly again: Again | null },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { account } = view.record.overview.record;
  const page = `/console/people/${account.id}`;
  return renderDesk(frame, {
    heading: t('resetOpen.heading', { name: account.name }),
    subject: 'people',
    content:
      view.waiting === null ? (
        <ActForm frame={frame} action={`${page}/reset`} back={page} submit={t('resetOpen.submit')} again={view.again}>
          <BeforeYouBegin frame={frame} record={view.record} />
          <RecordFields frame={frame} again={view.again} />
        </ActForm>
      ) : (
        <>
          <p>{t('resetOpen.already')}</p>
          <p>
            <ButtonLink href={`/console/resets/${view.waiting}`}>{t('resetOpen.toCase')}</ButtonLink>
          </p>
        </>
      ),
  });
}

function BeforeYouBegin({ frame, record }: { readonly frame: DeskFrame; readonly record: PersonRecord }) {
  const { t } = frame.words;
  const { account } = record.overview.record;
  const second = isPrivileged(record.party) || account.setUpFrozenAt !== null;
  return (
    <Notice tone="caution" title={t('resetOpen.first')}>
      <Consequences
        lines={[
          t('resetOpen.callFirst'),
          t('resetOpen.noHurry'),
          t('resetOpen.mailed'),
          ...(second ? [t('resetOpen.second')] : []),
        ]}
      />
    </Notice>
  );
}

function RecordFields({ frame, again }: { readonly frame: DeskFrame; readonly again: Again | null }) {
  const { t } = frame.words;
  const field = (name: string) => {
    const given = again?.given[name];
    return { name, ...(typeof given === 'string' ? { value: given } : {}), ...errorAt(again, name) };
  };
  const ticked = again?.given['checklist'];
  return (
    <>
      <TextArea
        {...field('reason')}
        label={t('resetCase.reason')}
        hint={t('resetOpen.reasonHint')}
        maxlength={RECORD_LENGTH_MAX}
      />
      <TextField
        {...field('ticket')}
        label={t('resetCase.ticket')}
        hint={t('resetOpen.ticketHint')}
        maxlength={RECORD_LENGTH_MAX}
      />
      <TextArea
        {...field('callBack')}
        label={t('resetCase.callBack')}
        hint={t('resetOpen.callBackHint')}
        maxlength={RECORD_LENGTH_MAX}
      />
      <Choices
        name="checklist"
        kind="checkbox"
        legend={t('resetOpen.checklist')}
        options={checklistOptions(frame)}
        chosen={[ticked ?? []].flat().map(String)}
      />
      <TypedField
        {...field('holdHours')}
        type="number"
        min="1"
        max="120"
        label={t('resetOpen.hold')}
        hint={t('resetOpen.holdHint')}
      />
    </>
  );
}
