import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { Checkbox } from '../../../../platform/ui/fields.tsx';
import { Tile } from '../../../../platform/ui/layout.tsx';
import { AnswerForm, Hidden } from '../form.tsx';
import { Keepsake } from '../keepsake.tsx';
import { fieldError, StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

type Save = StepProps<Step & { kind: 'save-recovery-code' }>;

/** The recovery code, until it is ticked as saved. */
export function saveRecoveryCode(props: Save): StepFace {
  const { page, frame, step } = props;
  const { t } = frame.words;
  const heading = t(step.replaces ? 'recovery.newHeading' : 'recovery.heading');
  const code = page.views.recoveryCode;
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={t(step.replaces ? 'recovery.newWhy' : 'recovery.why')}
          field="saved"
          picture={<Tile name="sheet" />}
        />
        {code === null ? (
          <p class="notice caution">{t('recovery.gone')}</p>
        ) : (
          <Keepsake
            frame={frame}
            code={code}
            address={page.address}
            file={{
              action: '/sign-in/recovery-code',
              fields: page.attempt === null ? null : <Hidden name="attempt" value={page.attempt.id} />,
            }}
          />
        )}
        <AnswerForm page={page} chrome={frame.chrome} answer="recovery-code-saved">
          <Checkbox name="saved" value="yes" label={t('recovery.saved')} {...fieldError(page, frame)} />
          <Submit busy={t('frame.oneMoment')}>{t('frame.continue')}</Submit>
        </AnswerForm>
      </>
    ),
  };
}
