import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { Tile } from '../../../../platform/ui/layout.tsx';
import { AnswerForm } from '../form.tsx';
import { OtherWays } from './other-ways.tsx';
import { mandateWords, StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

/** The challenge of a passkey: one button, pressed by the person. */
export function proveByPasskey({ page, frame, step }: StepProps<Step & { kind: 'ask-proof' }>): StepFace {
  const { t } = frame.words;
  const heading = t('prove.passkeyHeading');
  const { challenge } = page.views;
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={`${mandateWords(page, frame, 'prove.mandate', 'prove.noMandate')} ${t('prove.passkeyWhat')}`}
          picture={<Tile name="touch" />}
        />
        <AnswerForm
          page={page}
          chrome={frame.chrome}
          answer="proof"
          method={step.suggested}
          ceremony={{ kind: 'get', options: challenge?.method === 'passkey' ? challenge.options : null }}
        >
          <noscript>
            <p class="notice caution">{t('prove.passkeyNoScript')}</p>
          </noscript>
          <Submit busy={t('prove.passkeyWaiting')} needsScript>
            {t('prove.passkeyButton')}
          </Submit>
        </AnswerForm>
        <OtherWays page={page} frame={frame} />
      </>
    ),
  };
}
