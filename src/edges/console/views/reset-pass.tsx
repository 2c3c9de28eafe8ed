import type { Pass } from '../../../domain/recovery/run/carry-out.ts';
import type { CaseFile } from '../../../domain/recovery/run/desk.ts';
import { ButtonLink } from '../../../platform/ui/buttons.tsx';
import { type Desk, deskFrameOf, renderDesk } from './frame.tsx';
import { nameIn } from './reset-words.ts';

/** The one-time pass, this once. There is no button to copy it: it is read out, and nothing else. */
export function renderPass(view: { readonly file: CaseFile; readonly pass: Pass | null }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t, duration } = frame.words;
  const { file, pass } = view;
  const page = `/console/resets/${file.one.id}`;
  if (pass === null) {
    return renderDesk(frame, {
      heading: t('resetPass.notNeeded'),
      subject: 'resets',
      content: (
        <>
          <p>{t('resetPass.notNeededWhy')}</p>
          <p>
            <ButtonLink href={page}>{t('resetPass.toCase')}</ButtonLink>
          </p>
        </>
      ),
    });
  }
  const left = pass.left === 0 ? t('resetPass.none') : t('resetPass.left', { count: pass.left });
  return renderDesk(frame, {
    heading: t('resetPass.shown'),
    subject: 'resets',
    content: (
      <div class="pass">
        <p>{t('resetPass.for', { name: nameIn(frame, file.owner) })}</p>
        <p class="pass-code" dir="ltr">
          {pass.code}
        </p>
        <p>
          {t('resetPass.lasts', { duration: duration(pass.expiresAt - desk.now) })} {t('resetPass.onceOnly')} {left}
        </p>
        <p>{t('resetPass.then')}</p>
        <p>
          <ButtonLink href={page}>{t('resetPass.back')}</ButtonLink>
        </p>
      </div>
    ),
  });
}
