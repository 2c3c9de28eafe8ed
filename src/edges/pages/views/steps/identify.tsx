import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { EmailField, PasswordField } from '../../../../platform/ui/fields.tsx';
import { Notice } from '../../../../platform/ui/notice.tsx';
import { Isolated, rich } from '../../../../platform/ui/rich.tsx';
import { linkAskedPath } from '../attempt-path.ts';
import { AnswerForm, Hidden } from '../form.tsx';
import { NewPassword, revealWords } from '../new-password.tsx';
import { BackToApplication, fieldError, StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

/** The first page: the same for everyone. */
export function askIdentifier({ page, frame }: StepProps<Step & { kind: 'ask-identifier' }>): StepFace {
  const { t } = frame.words;
  const { application } = page;
  const heading = t('identify.heading');
  const why =
    application === null
      ? t('identify.why')
      : rich((marks) => t('identify.whyApplication', marks), {
          application: <Isolated text={application.name} />,
        });
  return {
    heading,
    content: (
      <>
        <StepTop page={page} frame={frame} heading={heading} why={why} field="address" />
        <AnswerForm page={page} chrome={frame.chrome} answer="identifier" autofill={page.views.passkeyFirst}>
          {application === null ? null : <Hidden name="application" value={application.uid} />}
          <EmailField
            name="address"
            label={t('identify.label')}
            autofocus
            passkeys={page.views.passkeyFirst !== null}
            nothingFilledIn={frame.chrome.shared === true}
            {...(application === null ? {} : { hint: t('identify.why') })}
            {...(application?.loginHint == null ? {} : { value: application.loginHint })}
            {...fieldError(page, frame)}
          />
          <Submit busy={t('frame.oneMoment')}>{t('frame.continue')}</Submit>
        </AnswerForm>
        {application === null ? null : (
          <p class="ways">
            <BackToApplication page={page} frame={frame} />
          </p>
        )}
      </>
    ),
  };
}

/** The second page: the same for everyone, known address or not. */
export function askPassword({ page, frame }: StepProps<Step & { kind: 'ask-password' }>): StepFace {
  const { t } = frame.words;
  const heading = t('password.heading');
  const { work } = page.views;
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={t('password.why', { instance: frame.chrome.instanceName })}
          field="password"
        />
        <AnswerForm
          page={page}
          chrome={frame.chrome}
          answer="password"
          work={work === null ? null : { view: work, working: t('work.checking') }}
        >
          {/* Password managers look for the name beside the password. */}
          <input type="text" name="username" autocomplete="username" value={page.address ?? ''} readOnly hidden />
          <PasswordField
            name="password"
            label={t('password.label')}
            autocomplete="current-password"
            autofocus
            {...revealWords(frame.words)}
            {...fieldError(page, frame)}
          />
          {work === null ? null : (
            <noscript>
              <Notice tone="plain">{t('work.withoutScript')}</Notice>
            </noscript>
          )}
          <Submit busy={t('frame.checking')}>{t('frame.continue')}</Submit>
        </AnswerForm>
        <p class="ways">
          <a href={linkAskedPath(page, '/forgot')}>{t('password.forgot')}</a>
          {page.problem?.kind === 'password-wrong' && frame.chrome.shared !== true ? (
            <a href={linkAskedPath(page, '/unlock')}>{t('unlock.link')}</a>
          ) : null}
          <BackToApplication page={page} frame={frame} />
        </p>
      </>
    ),
  };
}

/** Another password, where the one in use was set beside a second step that no longer holds, or others use or know it. */
export function choosePassword({ page, frame, step }: StepProps<Step & { kind: 'choose-password' }>): StepFace {
  const { t } = frame.words;
  const heading = t('newPassword.heading');
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={t(step.because === 'unsafe' ? 'newPassword.unsafe' : 'newPassword.why')}
          field="password"
        />
        <AnswerForm page={page} chrome={frame.chrome} answer="new-password">
          <NewPassword
            words={frame.words}
            address={page.address ?? ''}
            minimum={page.views.passwordMinimum}
            {...fieldError(page, frame)}
          />
          <Submit busy={t('newPassword.saving')}>{t('frame.continue')}</Submit>
        </AnswerForm>
      </>
    ),
  };
}
