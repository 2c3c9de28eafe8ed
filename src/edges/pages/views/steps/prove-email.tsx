import type { ComponentChildren } from 'preact';
import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import type { EmailCodeView, Page } from '../../../../domain/sign-in/run/page.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { CodeField } from '../../../../platform/ui/fields.tsx';
import { Contact } from '../../../../platform/ui/layout.tsx';
import { Notice } from '../../../../platform/ui/notice.tsx';
import { rich } from '../../../../platform/ui/rich.tsx';
import type { PageKey } from '../../i18n/words.ts';
import { AnswerForm } from '../form.tsx';
import type { Frame } from '../frame.tsx';
import { OtherWays } from './other-ways.tsx';
import { fieldError, StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

type Place = { readonly page: Page; readonly frame: Frame };

/** The challenge of a mailed code. The page tells the truth about the hand-over. */
export function proveByEmail({ page, frame, step }: StepProps<Step & { kind: 'ask-proof' }>): StepFace {
  const { t } = frame.words;
  const heading = t('prove.emailHeading');
  const email = page.views.challenge?.method === 'email-code' ? page.views.challenge.email : null;
  const stuck = email === null ? null : notSent(email);
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={email === null || stuck !== null ? null : <Sent frame={frame} email={email} step={step} />}
          field="code"
        />
        {email === null || stuck === null ? null : (
          <Notice tone="caution" title={t(stuck.title)}>
            <p>{addressed(frame, stuck.text, email)}</p>
          </Notice>
        )}
        <AnswerForm page={page} chrome={frame.chrome} answer="proof" method={step.suggested}>
          <CodeField name="code" label={t('code.label')} hint={t('code.hint')} autofocus {...fieldError(page, frame)} />
          <Submit busy={t('frame.checking')}>{t('frame.continue')}</Submit>
        </AnswerForm>
        <Resend page={page} frame={frame} />
        <OtherWays page={page} frame={frame} />
        {step.admits === 'sign-in' ? <LostPhone frame={frame} /> : null}
      </>
    ),
  };
}

function Sent(props: {
  readonly frame: Frame;
  readonly email: EmailCodeView;
  readonly step: Step & { kind: 'ask-proof' };
}) {
  const { frame, email, step } = props;
  return (
    <>
      {step.admits === 'set-up' ? `${frame.words.t('prove.beforeSetUp')} ` : null}
      {addressed(frame, sentKey(email), email)}
    </>
  );
}

function addressed(frame: Frame, key: PageKey, email: EmailCodeView): ComponentChildren {
  return rich((marks) => frame.words.t(key, marks), {
    address: <bdi class="strong">{email.maskedAddress}</bdi>,
  });
}

function sentKey(email: EmailCodeView): PageKey {
  return email.handOver === 'handed-over' ? 'prove.emailSent' : 'prove.emailSending';
}

function notSent(email: EmailCodeView): { readonly title: PageKey; readonly text: PageKey } | null {
  // The hour's mails went to earlier attempts.
  if (email.handOver === null) return { title: 'prove.emailNoneTitle', text: 'prove.emailNone' };
  if (email.handOver === 'failed') return { title: 'prove.emailFailedTitle', text: 'prove.emailFailed' };
  if (email.handOver === 'expired') return { title: 'prove.emailExpiredTitle', text: 'prove.emailExpired' };
  return null;
}

/** Enabled in the page itself, so that it works without script, where the server answers with the wait. */
function Resend({ page, frame }: Place) {
  const { t, duration } = frame.words;
  const email = page.views.challenge?.method === 'email-code' ? page.views.challenge.email : null;
  const wait = email === null ? 0 : Math.max(0, email.resendAt - page.now);
  const over = t(email === null || notSent(email) === null ? 'prove.resendNow' : 'prove.resendReady');
  return (
    <AnswerForm page={page} chrome={frame.chrome} answer="resend" class="resend">
      <p
        id="resend-wait"
        class="hint"
        data-wait={wait}
        data-words={t('prove.resendWait', { time: '{}' })}
        data-over={over}
      >
        {wait > 0 ? t('prove.resendWait', { time: duration(wait) }) : over}
      </p>
      <Submit look="secondary" busy={t('prove.resending')} describedBy="resend-wait">
        {t('prove.resend')}
      </Submit>
    </AnswerForm>
  );
}

/** Whoever is here because the phone is gone learns how to get a lasting way back. */
function LostPhone({ frame }: { readonly frame: Frame }) {
  const { words, support } = frame;
  return (
    <Notice tone="plain" title={words.t('prove.lostPhone')}>
      <p>
        {support === null
          ? words.t('prove.lostPhoneNoContact')
          : rich((marks) => words.t('prove.lostPhoneHow', marks), {
              contact: <Contact contact={support} />,
            })}
      </p>
    </Notice>
  );
}
