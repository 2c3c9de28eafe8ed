import type { ComponentChildren } from 'preact';
import type { AccountOverview } from '../../../domain/accounts/run/accounts.ts';
import type { CaseFile } from '../../../domain/recovery/run/desk.ts';
import type { Again } from './again.ts';
import { ActForm, Consequences } from './form.tsx';
import { type Desk, deskFrameOf, renderDesk } from './frame.tsx';
import { nameIn } from './reset-words.ts';

/** A case, and what came back of its form. */
interface StepView {
  readonly file: CaseFile;
  readonly again: Again | null;
}

/** `/console/resets/<id>/approve`. */
export function renderApprove(view: StepView, desk: Desk): string {
  const { t } = deskFrameOf(desk).words;
  return renderStep('resetApprove', 'approve', view, desk, <p>{t('resetApprove.why')}</p>);
}

/** `/console/resets/<id>/cancel`. */
export function renderCancel(view: StepView, desk: Desk): string {
  const { t } = deskFrameOf(desk).words;
  return renderStep('resetCancel', 'cancel', view, desk, <p>{t('resetCancel.why')}</p>);
}

/** `/console/resets/<id>/pass`. */
export function renderNextPass(view: StepView, desk: Desk): string {
  const { t } = deskFrameOf(desk).words;
  return renderStep('resetPass', 'pass', view, desk, <p>{t('resetPass.why')}</p>);
}

/** `/console/resets/<id>/carry-out`: what it takes away, a line each. */
export function renderCarryOut(
  view: StepView & { readonly bound: AccountOverview['authenticators'] },
  desk: Desk,
): string {
  const { t } = deskFrameOf(desk).words;
  const lines = view.bound
    .filter(({ kind }) => kind !== 'password')
    .map(({ kind, label }) => {
      const method = t(`method.${kind}`);
      const named = (kind === 'totp' || kind === 'passkey') && label !== '' && label !== method;
      return named ? t('resetCarryOut.labeled', { method, label }) : t('resetCarryOut.method', { method });
    });
  const always = [t('resetCarryOut.places'), t('resetCarryOut.password'), t('resetCarryOut.pass')];
  return renderStep(
    'resetCarryOut',
    'carry-out',
    view,
    desk,
    <>
      <p>{t('resetCarryOut.why')}</p>
      <Consequences lines={[...new Set(lines), ...always]} />
    </>,
  );
}

function renderStep(
  words: 'resetApprove' | 'resetCancel' | 'resetPass' | 'resetCarryOut',
  path: string,
  { file, again }: StepView,
  desk: Desk,
  about: ComponentChildren,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const page = `/console/resets/${file.one.id}`;
  return renderDesk(frame, {
    heading: t(`${words}.heading`, { name: nameIn(frame, file.owner) }),
    subject: 'resets',
    content: (
      <ActForm
        frame={frame}
        action={`${page}/${path}`}
        back={page}
        submit={t(`${words}.submit`)}
        danger={words === 'resetCarryOut'}
        again={again}
      >
        {about}
      </ActForm>
    ),
  });
}
