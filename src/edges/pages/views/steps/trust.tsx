import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { Icon, Tile } from '../../../../platform/ui/layout.tsx';
import { AnswerForm } from '../form.tsx';
import { StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

/** Trust this device? Whatever is pressed, the sign-in completes. */
export function offerTrust({ page, frame }: StepProps<Step & { kind: 'offer-trust' }>): StepFace {
  const { t } = frame.words;
  const heading = t('trust.heading');
  return {
    heading,
    content: (
      <>
        <StepTop page={page} frame={frame} heading={heading} why={t('trust.why')} picture={<Tile name="device" />} />
        <ul class="points">
          <li>
            <Icon name="lock" />
            <span>{t('trust.pointSafe')}</span>
          </li>
          <li>
            <Icon name="person" />
            <span>{t('trust.pointOwn')}</span>
          </li>
        </ul>
        <noscript>
          <p class="notice caution">{t('trust.noScript')}</p>
        </noscript>
        <AnswerForm
          page={page}
          chrome={frame.chrome}
          answer="trust-accepted"
          ceremony={{ kind: 'create', options: page.views.trustOptions, quietly: true }}
        >
          <Submit busy={t('prove.passkeyWaiting')} needsScript>
            {t('frame.continue')}
          </Submit>
        </AnswerForm>
        <AnswerForm page={page} chrome={frame.chrome} answer="trust-declined" class="form decline">
          <Submit look="secondary" name="until" value="not-now" describedBy="not-now-hint">
            {t('trust.notNow')}
          </Submit>
          <p class="hint" id="not-now-hint">
            {t('trust.notNowHint')}
          </p>
          <Submit look="text" name="until" value="not-on-this-device" describedBy="not-here-hint">
            {t('trust.notHere')}
          </Submit>
          <p class="hint" id="not-here-hint">
            {t('trust.notHereHint')}
          </p>
        </AnswerForm>
      </>
    ),
  };
}
