import type { MethodKind } from '../../../../domain/methods/decide/traits.ts';
import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { BackLink, Contact, Icon, type IconName } from '../../../../platform/ui/layout.tsx';
import { Notice } from '../../../../platform/ui/notice.tsx';
import { rich } from '../../../../platform/ui/rich.tsx';
import { attemptPath } from '../attempt-path.ts';
import { AnswerForm } from '../form.tsx';
import { StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

const PICTURES: Readonly<Record<MethodKind, IconName>> = {
  totp: 'phone',
  passkey: 'touch',
  'email-code': 'mail',
  'recovery-code': 'sheet',
  password: 'lock',
  'one-time-pass': 'key',
  'invitation-code': 'key',
  'break-glass-code': 'sheet',
};

/** "Try another method": what would work now, in the step's own order, then how to get help. Sends and credits nothing. */
export function chooseMethod({ page, frame, step }: StepProps<Step & { kind: 'ask-proof' }>): StepFace {
  const { words, support } = frame;
  const { t } = words;
  const heading = t('choose.heading');
  return {
    heading,
    content: (
      <>
        <BackLink href={attemptPath(page)}>{t('frame.back')}</BackLink>
        <StepTop page={page} frame={frame} heading={heading} why={t('choose.why')} />
        <ul class="choices">
          {step.choices.map((method) => (
            <li key={method}>
              <AnswerForm page={page} chrome={frame.chrome} answer="choose-method" method={method} class="choice">
                <Icon name={PICTURES[method]} />
                <div class="choice-words">
                  <button type="submit" aria-describedby={`about-${method}`}>
                    <strong>{t(`methods.${method}`)}</strong>
                  </button>
                  <p id={`about-${method}`}>{t(`methods.${method}Hint`)}</p>
                </div>
                <Icon name="chevron" />
              </AnswerForm>
            </li>
          ))}
        </ul>
        {step.choices.includes('totp') ? <LostPhone page={page} frame={frame} /> : null}
        <Notice tone="plain" title={t('choose.none')}>
          <p>
            {support === null
              ? t('choose.noneNoContact')
              : rich((marks) => t('choose.noneContact', marks), {
                  contact: <Contact contact={support} />,
                })}
          </p>
        </Notice>
      </>
    ),
  };
}

/** A report needs one factor and gives nothing (SP 800-63B-4 §4.3): its codes stop working, here too. */
function LostPhone({ page, frame }: Pick<StepProps<Step>, 'page' | 'frame'>) {
  const { t } = frame.words;
  return (
    <details class="more">
      <summary>{t('own.lost')}</summary>
      <p>{t('own.lostWhy')}</p>
      <AnswerForm page={page} chrome={frame.chrome} answer="app-lost">
        <Submit look="secondary" busy={t('frame.oneMoment')}>
          {t('own.lostDo')}
        </Submit>
      </AnswerForm>
    </details>
  );
}
