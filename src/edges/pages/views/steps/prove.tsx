import type { MethodKind } from '../../../../domain/methods/decide/traits.ts';
import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { Submit } from '../../../../platform/ui/buttons.tsx';
import { CodeField, PasswordField } from '../../../../platform/ui/fields.tsx';
import type { PageKey } from '../../i18n/words.ts';
import { AnswerForm } from '../form.tsx';
import { revealWords } from '../new-password.tsx';
import { chooseMethod } from './choose-method.tsx';
import { OtherWays } from './other-ways.tsx';
import { fieldError, mandateWords, StepTop } from './parts.tsx';
import { proveByEmail } from './prove-email.tsx';
import { proveByPasskey } from './prove-passkey.tsx';
import type { StepFace, StepProps } from './step-view.ts';

type Prove = StepProps<Step & { kind: 'ask-proof' }>;

/** Prove it is you: the suggested method, or the list of all. */
export function askProof(props: Prove): StepFace {
  if (props.display.list) return chooseMethod(props);
  return CHALLENGES[props.step.suggested](props);
}

const CHALLENGES: Readonly<Record<MethodKind, (props: Prove) => StepFace>> = {
  totp: (props) =>
    typed(props, {
      heading: 'prove.totpHeading',
      what: 'prove.totpWhat',
      label: 'code.label',
      hint: 'code.hint',
      letters: false,
    }),
  passkey: proveByPasskey,
  'email-code': proveByEmail,
  'recovery-code': (props) =>
    typed(props, {
      heading: 'prove.recoveryHeading',
      what: 'prove.recoveryWhat',
      label: 'prove.recoveryLabel',
      hint: 'prove.recoveryHint',
      letters: true,
    }),
  'one-time-pass': (props) =>
    typed(props, {
      heading: 'prove.passHeading',
      what: 'prove.passWhat',
      label: 'prove.passLabel',
      hint: 'prove.passHint',
      letters: true,
    }),
  'invitation-code': (props) =>
    typed(props, {
      heading: 'prove.invitationHeading',
      what: 'prove.invitationWhat',
      label: 'prove.invitationLabel',
      hint: 'prove.invitationHint',
      letters: true,
    }),
  'break-glass-code': (props) =>
    typed(props, {
      heading: 'prove.sealedHeading',
      what: 'prove.sealedWhat',
      label: 'prove.sealedLabel',
      hint: 'prove.sealedHint',
      letters: true,
    }),
  password: provePassword,
};

/** A challenge that is one code to type. */
function typed(
  { page, frame, step }: Prove,
  names: { heading: PageKey; what: PageKey; label: PageKey; hint: PageKey; letters: boolean },
): StepFace {
  const { t } = frame.words;
  const heading = t(names.heading);
  const why = step.suggested === 'totp' ? `${mandateWords(page, frame, 'prove.mandate', 'prove.noMandate')} ` : '';
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={`${why}${t(names.what, { instance: frame.chrome.instanceName })}`}
          field="code"
        />
        <AnswerForm page={page} chrome={frame.chrome} answer="proof" method={step.suggested}>
          <CodeField
            name="code"
            label={t(names.label)}
            hint={t(names.hint)}
            letters={names.letters}
            autofocus
            {...fieldError(page, frame)}
          />
          <Submit busy={t('frame.checking')}>{t('frame.continue')}</Submit>
        </AnswerForm>
        <OtherWays page={page} frame={frame} />
      </>
    ),
  };
}

function provePassword({ page, frame, step }: Prove): StepFace {
  const { t } = frame.words;
  const heading = t('password.heading');
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
        <AnswerForm page={page} chrome={frame.chrome} answer="proof" method={step.suggested}>
          <PasswordField
            name="password"
            label={t('password.label')}
            autocomplete="current-password"
            {...revealWords(frame.words)}
            {...fieldError(page, frame)}
          />
          <Submit busy={t('frame.checking')}>{t('frame.continue')}</Submit>
        </AnswerForm>
        <OtherWays page={page} frame={frame} />
      </>
    ),
  };
}
