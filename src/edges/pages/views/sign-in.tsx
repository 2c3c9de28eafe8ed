import type { Step } from '../../../domain/sign-in/decide/step.ts';
import type { Page } from '../../../domain/sign-in/run/page.ts';
import type { Chrome, SignInDisplay } from './contract.ts';
import { frameOf, renderFrame } from './frame.tsx';
import { keepsakeFile } from './keepsake.tsx';
import { askAppKept } from './steps/app-kept.tsx';
import { bindAuthenticator } from './steps/bind.tsx';
import { complete, refuse } from './steps/end.tsx';
import { askIdentifier, askPassword, choosePassword } from './steps/identify.tsx';
import { askProof } from './steps/prove.tsx';
import { saveRecoveryCode } from './steps/recovery-code.tsx';
import type { StepFace, StepProps } from './steps/step-view.ts';
import { offerTrust } from './steps/trust.tsx';

/** One view per step: a new step without a page does not compile. */
const VIEWS = {
  'ask-identifier': askIdentifier,
  'ask-password': askPassword,
  'ask-proof': askProof,
  'bind-authenticator': bindAuthenticator,
  'ask-app-kept': askAppKept,
  'save-recovery-code': saveRecoveryCode,
  'offer-trust': offerTrust,
  'choose-password': choosePassword,
  complete,
  refuse,
} satisfies { readonly [Kind in Step['kind']]: (props: StepProps<Step & { kind: Kind }>) => StepFace };

const BEFORE_PASSWORD: readonly Step['kind'][] = ['ask-identifier', 'ask-password'];

/** The page of an attempt, whatever its step. */
export function renderSignIn(page: Page, chrome: Chrome, display: SignInDisplay): string {
  const frame = frameOf(chrome, supportOf(page));
  // The table gives each step its own view; the compiler cannot follow the pairing through the index.
  const view = VIEWS[page.step.kind] as (props: StepProps<Step>) => StepFace;
  return renderFrame(frame, {
    ...view({ step: page.step, page, frame, display }),
    sign: page.sign,
  });
}

/** S22: the organization's contact; before a correct password that of the application that sent the person. */
function supportOf({ support, application, step }: Page): string | null {
  return support ?? (BEFORE_PASSWORD.includes(step.kind) ? (application?.support ?? null) : null);
}

/** The text file behind **Download**; null when the page shows no recovery code. */
export function recoveryCodeFile(page: Page, chrome: Chrome): { readonly name: string; readonly text: string } | null {
  const code = page.step.kind === 'save-recovery-code' ? page.views.recoveryCode : null;
  return code === null ? null : keepsakeFile(code, page.address, chrome);
}
