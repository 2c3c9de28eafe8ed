import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { CopyButton, PrintButton, Submit } from '../../../../platform/ui/buttons.tsx';
import { Checkbox } from '../../../../platform/ui/fields.tsx';
import { Tile } from '../../../../platform/ui/layout.tsx';
import { AnswerForm, Csrf, Hidden } from '../form.tsx';
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
        {code === null ? <p class="notice caution">{t('recovery.gone')}</p> : <Code {...props} code={code} />}
        <AnswerForm page={page} chrome={frame.chrome} answer="recovery-code-saved">
          <Checkbox name="saved" value="yes" label={t('recovery.saved')} {...fieldError(page, frame)} />
          <Submit busy={t('frame.oneMoment')}>{t('frame.continue')}</Submit>
        </AnswerForm>
      </>
    ),
  };
}

function Code({ page, frame, code }: Save & { readonly code: string }) {
  const { t } = frame.words;
  return (
    <div class="keepsake">
      {/* For the printed sheet alone: whose code it is. */}
      <p class="on-paper">
        {t('recovery.fileTitle', { instance: frame.chrome.instanceName })} · <bdi>{page.address}</bdi>
      </p>
      <div class="secret-box" role="group" aria-label={t('recovery.codeLabel')}>
        <bdi class="secret" dir="ltr">
          {grouped(code).map((group) => (
            <span key={group}>{group}</span>
          ))}
        </bdi>
      </div>
      <div class="tools">
        <CopyButton text={code} done={t('recovery.copied')}>
          {t('recovery.copy')}
        </CopyButton>
        <form method="post" action="/sign-in/recovery-code" data-stays>
          <Csrf chrome={frame.chrome} />
          {page.attempt === null ? null : <Hidden name="attempt" value={page.attempt.id} />}
          <Submit look="secondary">{t('recovery.download')}</Submit>
        </form>
        <PrintButton>{t('recovery.print')}</PrintButton>
      </div>
      <p class="hint">{t('recovery.advice')}</p>
    </div>
  );
}

/** Groups keep their dash, so that what is selected and copied by hand is the whole code. */
function grouped(code: string): readonly string[] {
  return code.split(/(?<=-)/);
}
