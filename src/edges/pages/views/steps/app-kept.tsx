import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { Tile } from '../../../../platform/ui/layout.tsx';
import { AnswerForm } from '../form.tsx';
import { StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

/** Asked after a recovery code: a lost app is replaced now. */
export function askAppKept({ page, frame }: StepProps<Step & { kind: 'ask-app-kept' }>): StepFace {
  const { t } = frame.words;
  const heading = t('appKept.heading');
  return {
    heading,
    content: (
      <>
        <StepTop page={page} frame={frame} heading={heading} why={t('appKept.why')} picture={<Tile name="phone" />} />
        <AnswerForm page={page} chrome={frame.chrome} answer="app-kept">
          <Submit name="kept" value="yes">
            {t('appKept.yes')}
          </Submit>
          <Submit look="secondary" name="kept" value="no">
            {t('appKept.no')}
          </Submit>
        </AnswerForm>
      </>
    ),
  };
}
