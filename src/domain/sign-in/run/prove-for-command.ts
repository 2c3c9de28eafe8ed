import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import { newToken, type Random } from '../../../platform/random.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { Page, SignIn } from './page.ts';
import type { SignInReads } from './ports.ts';
import type { Visitor } from './records.ts';

/** Why somebody at the command line was not proved. */
export type CommandProofRefusal =
  | 'address-malformed'
  | 'password-wrong'
  | 'code-wrong'
  | 'throttled'
  | 'busy'
  /** The account has no authenticator app, or its set-up is not finished: sign in with a browser first. */
  | 'set-up-unfinished'
  | 'refused';

/** Who was proved. */
export interface CommandProof {
  readonly accountId: AccountId;
}

/** Proves a person to the command line, by password and app code, through the same core as everybody (`aal2`). */
export async function proveForCommand(
  deps: { readonly signIn: SignIn; readonly reads: SignInReads; readonly random: Random },
  address: string,
  password: string,
  code: string,
): Promise<Result<CommandProof, CommandProofRefusal>> {
  const visitor = commandVisitor(deps.random);
  const begun = await deps.signIn.begin(address, visitor, { command: 'aal2' });
  const attempt = begun.page.attempt;
  if (attempt === null) return refused('address-malformed');

  let page = (await deps.signIn.answer(attempt.id, attempt.version, { kind: 'password', password }, visitor)).page;
  if (page.step.kind === 'ask-password') return refused(page.problem?.kind === 'busy' ? 'busy' : 'password-wrong');
  page = await withAppShown(deps.signIn, page, visitor);
  if (page.step.kind !== 'ask-proof' || page.step.suggested !== 'totp') return refused(refusalAt(page));

  const answer = { kind: 'proof', method: 'totp', fields: { code } } as const;
  page = (await deps.signIn.answer(attempt.id, page.attempt?.version ?? 0, answer, visitor)).page;
  if (page.step.kind === 'complete') {
    const stored = await deps.reads.attempt(attempt.id);
    return stored?.accountId == null ? refused('refused') : ok({ accountId: stored.accountId });
  }
  return refused(page.step.kind === 'ask-proof' ? 'code-wrong' : refusalAt(page));
}

async function withAppShown(signIn: SignIn, page: Page, visitor: Visitor): Promise<Page> {
  const { step, attempt } = page;
  if (attempt === null || step.kind !== 'ask-proof' || step.suggested === 'totp' || !step.choices.includes('totp')) {
    return page;
  }
  return (await signIn.answer(attempt.id, attempt.version, { kind: 'choose-method', method: 'totp' }, visitor)).page;
}

function refusalAt(page: Page): CommandProofRefusal {
  switch (page.step.kind) {
    case 'bind-authenticator':
    case 'save-recovery-code':
      return 'set-up-unfinished';
    case 'refuse':
      return page.step.reason === 'too-many-tries' || page.step.reason === 'password-throttled'
        ? 'throttled'
        : 'refused';
    default:
      return 'refused';
  }
}

function commandVisitor(random: Random): Visitor {
  return {
    source: 'command-line',
    userAgent: 'vestibule command line',
    locale: 'en',
    browserToken: newToken(random),
    deviceToken: null,
    sessionToken: null,
    platformAuthenticator: false,
  };
}
