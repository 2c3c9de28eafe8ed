import { sha256 } from '../../../platform/hashing.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import { maskAddress } from '../../methods/email-code/view.ts';
import { signFor } from '../../organizations/decide/sign.ts';
import { nextStep } from '../decide/next-step.ts';
import type { Step } from '../decide/step.ts';
import { workFor } from './admit-password.ts';
import type { PageApplication } from './application.ts';
import { bindingsFor, usableBindings } from './bindings.ts';
import { ceremonyOf, subjectOf } from './ceremony.ts';
import { newPasswordMinimum } from './check-new-password.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, openDraft, snapshotOf } from './draft.ts';
import { factsOf, type Loaded } from './load-facts.ts';
import { resendAt } from './mail-code.ts';
import type { Page, Problem, StepViews } from './page.ts';
import type { Attempt, Visitor } from './records.ts';

const NO_VIEWS: StepViews = {
  challenge: null,
  passkeyFirst: null,
  binding: null,
  recoveryCode: null,
  trustOptions: null,
  work: null,
  passwordMinimum: null,
};

/** The first page: no attempt yet. */
export function firstPage(
  deps: Pick<SignInDeps, 'clock'>,
  problem: Problem | null = null,
  application: PageApplication | null = null,
): Page {
  return {
    application,
    next: null,
    attempt: null,
    step: { kind: 'ask-identifier' },
    problem,
    address: null,
    organizations: [],
    sign: null,
    support: null,
    setUp: null,
    views: NO_VIEWS,
    now: deps.clock.now(),
  };
}

/** The same page with what its autofill asks of passkeys, where some organization lets one open a sign-in (S11). */
export async function withPasskeyOffer(deps: SignInDeps, page: Page, visitor: Visitor): Promise<Page> {
  const { browserToken, sharedWorkstation } = visitor;
  // Autofill would tell the next person whose passkeys are at hand.
  if (page.step.kind !== 'ask-identifier' || browserToken === null || sharedWorkstation === true) return page;
  if (!(await deps.passkeys.mayOpen())) return page;
  const passkeyFirst = deps.methods.firstPasskeys.offer(sha256(browserToken), page.now);
  return { ...page, views: { ...page.views, passkeyFirst } };
}

/** The page of an attempt as it stands. Reads, never writes. `ticket`: of a wait that goes on. */
export async function present(
  deps: SignInDeps,
  loaded: Loaded,
  visitor: Visitor,
  problem: Problem | null = null,
  ticket?: string,
): Promise<Page> {
  const { attempt, now } = loaded;
  const facts = factsOf(loaded);
  const step = nextStep(facts);
  // Before a correct password nothing tells which organization an address belongs to (S3).
  const proved = attempt.proofs.length > 0;
  const organizations = (proved && facts.account?.mandate?.organizations) || [];
  const draft = openDraft(deps, loaded, visitor);
  return {
    application: attempt.application,
    next: attempt.next,
    attempt: { id: attempt.id, version: attempt.version, expiresAt: attempt.expiresAt },
    step,
    problem,
    address: shownAddress(deps, attempt),
    organizations: organizations.map((one) => one.name),
    sign: proved ? signFor(loaded.snapshot?.memberships ?? [], facts.account?.mandate ?? null) : null,
    support: organizations[0]?.support ?? null,
    setUp: setUpPosition(step, attempt),
    views: await viewsOf(deps, step, draft, ticket),
    now,
  };
}

/** What the address is sealed to. */
export function addressContext(attemptId: string): string {
  return `attempts/${attemptId}/address`;
}

function shownAddress(deps: SignInDeps, attempt: Attempt): string | null {
  return attempt.addressSealed === null ? null : deps.sealing.open(attempt.addressSealed, addressContext(attempt.id));
}

/** "Step 2 of 3". The last step, trusting the device, is counted only where it will be offered. */
function setUpPosition(step: Step, attempt: Attempt): Page['setUp'] {
  const position = SET_UP_STEPS.indexOf(step.kind) + 1;
  if (attempt.setUpNotice === null || position === 0) return null;
  return { position, of: attempt.platformAuthenticator ? 3 : 2 };
}

const SET_UP_STEPS: readonly Step['kind'][] = ['bind-authenticator', 'save-recovery-code', 'offer-trust'];

async function viewsOf(deps: SignInDeps, step: Step, draft: Draft, ticket?: string): Promise<StepViews> {
  switch (step.kind) {
    case 'ask-password':
      return { ...NO_VIEWS, work: await workFor(deps, draft, ticket) };
    case 'ask-proof':
      return { ...NO_VIEWS, challenge: await challengeOf(deps, step, draft) };
    case 'bind-authenticator':
      return { ...NO_VIEWS, binding: await bindingOf(deps, step, draft) };
    case 'save-recovery-code': {
      const code = draft.pending.recoveryCode;
      return { ...NO_VIEWS, recoveryCode: code === undefined ? null : deps.methods.recoveryCodes.display(code) };
    }
    case 'offer-trust':
      return { ...NO_VIEWS, trustOptions: await passkeyCreation(deps, draft, 'trust') };
    case 'choose-password':
      return { ...NO_VIEWS, passwordMinimum: newPasswordMinimum(deps, snapshotOf(draft)) };
    default:
      return NO_VIEWS;
  }
}

async function challengeOf(
  deps: SignInDeps,
  step: Extract<Step, { kind: 'ask-proof' }>,
  draft: Draft,
): Promise<StepViews['challenge']> {
  const { attempt } = draft.loaded;
  const snapshot = snapshotOf(draft);
  if (step.suggested === 'email-code') {
    const handOver = attempt.mailId === null ? null : await deps.reads.handOver(attempt.mailId);
    const maskedAddress = maskAddress(snapshot.address.address);
    return { method: 'email-code', email: { maskedAddress, resendAt: resendAt(attempt), handOver } };
  }
  if (!TRAITS[step.suggested].phishingResistant) return null;
  const bindings = usableBindings(deps.sealing, snapshot, step.suggested);
  return {
    method: 'passkey',
    options: await deps.methods.byKind[step.suggested].challengeView(ceremonyOf(draft), bindings),
  };
}

async function bindingOf(
  deps: SignInDeps,
  step: Extract<Step, { kind: 'bind-authenticator' }>,
  draft: Draft,
): Promise<StepViews['binding']> {
  if (step.suggested === 'passkey') {
    return { method: 'passkey', view: await passkeyCreation(deps, draft, 'bind') };
  }
  const view = await deps.methods.byKind.totp.bind?.view(
    ceremonyOf(draft, 'bind'),
    subjectOf(draft),
    draft.pending.totp ?? '',
    [],
  );
  return { method: 'totp', view };
}

async function passkeyCreation(deps: SignInDeps, draft: Draft, purpose: 'bind' | 'trust'): Promise<unknown> {
  const existing = bindingsFor(deps.sealing, snapshotOf(draft), 'passkey');
  return deps.methods.byKind.passkey.bind?.view(ceremonyOf(draft, purpose), subjectOf(draft), '', existing);
}
