import type { TotpBindView } from '../../../../domain/methods/totp/view.ts';
import type { Step } from '../../../../domain/sign-in/decide/step.ts';
import { CopyButton, Submit } from '../../../../platform/ui/buttons.tsx';
import { CodeField } from '../../../../platform/ui/fields.tsx';
import { Tile } from '../../../../platform/ui/layout.tsx';
import { safeUrl } from '../../../../platform/ui/safe-url.ts';
import { attemptPath } from '../attempt-path.ts';
import { AnswerForm } from '../form.tsx';
import { fieldError, mandateWords, StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

type Bind = StepProps<Step & { kind: 'bind-authenticator' }>;

/** Set-up: an app, or a passkey where one is chosen instead. */
export function bindAuthenticator(props: Bind): StepFace {
  return props.step.suggested === 'passkey' ? bindPasskey(props) : bindApp(props);
}

function bindApp(props: Bind): StepFace {
  const { page, frame, step, display } = props;
  const { t } = frame.words;
  const heading = t(step.replaces ? 'bind.appReplaceHeading' : 'bind.appHeading');
  const { binding } = page.views;
  // The registry's view of an app is this type: `methods/totp/view.ts`.
  const view = binding?.method === 'totp' ? (binding.view as TotpBindView) : null;
  return {
    heading,
    content: (
      <>
        <StepTop page={page} frame={frame} heading={heading} why={whyBind(props)} field="code" />
        <ol class="steps">
          <li>
            <p>{t('bind.appGet')}</p>
          </li>
          <li>
            <p>{t(display.key ? 'bind.appKey' : 'bind.appScan')}</p>
            {view === null ? null : display.key ? (
              <KeyByHand {...props} view={view} />
            ) : (
              <Scan {...props} view={view} />
            )}
          </li>
          <li>
            <p>{t('bind.appType')}</p>
            <AnswerForm
              page={page}
              chrome={frame.chrome}
              answer="bind"
              method="totp"
              {...(display.key ? { face: 'key' } : {})}
            >
              <CodeField name="code" label={t('code.label')} hint={t('code.hint')} {...fieldError(page, frame)} />
              <Submit busy={t('frame.checking')}>{t('frame.continue')}</Submit>
            </AnswerForm>
          </li>
        </ol>
        <SetUpWays {...props} />
      </>
    ),
  };
}

function Scan({ page, frame, view }: Bind & { readonly view: TotpBindView }) {
  const { t } = frame.words;
  return (
    <>
      <img class="qr" src={view.qrSvg} width={240} height={240} alt={t('bind.qr')} />
      <p class="ways">
        <OpenApp frame={frame} view={view} />
        <a href={attemptPath(page, 'key')}>{t('bind.cantScan')}</a>
      </p>
    </>
  );
}

function KeyByHand({ page, frame, view }: Bind & { readonly view: TotpBindView }) {
  const { t } = frame.words;
  return (
    <>
      <dl class="facts">
        <dt>{t('bind.key')}</dt>
        <dd>
          <bdi class="secret" dir="ltr">
            {view.key}
          </bdi>
        </dd>
        <dt>{t('bind.keyAccount')}</dt>
        <dd>
          <bdi class="break">{page.address}</bdi>
        </dd>
        <dt>{t('bind.keyKind')}</dt>
        <dd>{t('bind.keyKindValue')}</dd>
      </dl>
      <CopyButton text={view.key.replaceAll(' ', '')} done={t('recovery.copied')}>
        {t('recovery.copy')}
      </CopyButton>
      <p class="ways">
        <OpenApp frame={frame} view={view} />
        <a href={attemptPath(page)}>{t('bind.scanInstead')}</a>
      </p>
    </>
  );
}

/** Shown on phones only, where the code on the screen cannot be scanned. */
function OpenApp({ frame, view }: Pick<Bind, 'frame'> & { readonly view: TotpBindView }) {
  const url = safeUrl(view.uri);
  return url === null ? null : (
    <a class="button secondary on-phone" href={url}>
      {frame.words.t('bind.openApp')}
    </a>
  );
}

function bindPasskey(props: Bind): StepFace {
  const { page, frame, step } = props;
  const { t } = frame.words;
  const heading = t(step.replaces ? 'bind.passkeyReplaceHeading' : 'bind.passkeyHeading');
  const { binding } = page.views;
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={`${whyBind(props)} ${t('bind.passkeyWhat')}`}
          picture={<Tile name="touch" />}
        />
        <AnswerForm
          page={page}
          chrome={frame.chrome}
          answer="bind"
          method="passkey"
          ceremony={{ kind: 'create', options: binding?.method === 'passkey' ? binding.view : null }}
        >
          <noscript>
            <p class="notice caution">{t('prove.passkeyNoScript')}</p>
          </noscript>
          <Submit busy={t('prove.passkeyWaiting')} needsScript>
            {t('frame.continue')}
          </Submit>
        </AnswerForm>
        <SetUpWays {...props} />
      </>
    ),
  };
}

function whyBind({ page, frame, step }: Bind): string {
  return step.replaces ? frame.words.t('bind.replacesWhy') : mandateWords(page, frame, 'bind.why', 'bind.noMandate');
}

/** Another thing to set up, and later, where there is grace. */
function SetUpWays({ page, frame, step }: Bind) {
  const { t } = frame.words;
  const other = step.choices.find((method) => method !== step.suggested);
  return (
    <>
      {other === undefined ? null : (
        <AnswerForm page={page} chrome={frame.chrome} answer="choose-method" method={other} class="ways">
          <Submit look="text">{t(other === 'passkey' ? 'bind.passkeyInstead' : 'bind.appInstead')}</Submit>
        </AnswerForm>
      )}
      {step.grace === null ? null : (
        <AnswerForm page={page} chrome={frame.chrome} answer="postpone-set-up" class="later">
          <Submit look="secondary" describedBy="later-hint" busy={t('frame.oneMoment')}>
            {t('bind.later')}
          </Submit>
          <p class="hint" id="later-hint">
            <GraceLeft frame={frame} grace={step.grace} />
          </p>
        </AnswerForm>
      )}
    </>
  );
}

function GraceLeft({ frame, grace }: Pick<Bind, 'frame'> & { readonly grace: NonNullable<Bind['step']['grace']> }) {
  const { t, day } = frame.words;
  if (grace.until !== null) return <>{t('bind.laterUntil', { day: day(grace.until) })}</>;
  if (grace.skipsLeft !== null) return <>{t('bind.laterSkips', { count: grace.skipsLeft })}</>;
  return <>{t('bind.laterOpen')}</>;
}
