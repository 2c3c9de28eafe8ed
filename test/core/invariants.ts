import type { MethodKind } from '../../src/domain/methods/decide/traits.ts';
import type { Acr } from '../../src/domain/sign-in/decide/acr.ts';
import type { AccountFacts, Facts } from '../../src/domain/sign-in/decide/facts.ts';
import type { Step } from '../../src/domain/sign-in/decide/step.ts';
import { DAY_MS } from '../../src/platform/kernel/time.ts';
import type { Core } from './core.ts';
import { acrOf, type Oracle, oracleOf } from './oracle.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

/** What must never be, each with a name. The first that is true of facts and their step is the violation. */
type Never<S> = Readonly<Record<string, (oracle: Oracle, step: S) => boolean>>;

const PRIMARY: readonly MethodKind[] = ['totp', 'passkey'];
const ADMISSIONS: readonly MethodKind[] = ['one-time-pass', 'invitation-code', 'email-code'];
const isPrimary = (method: MethodKind) => PRIMARY.includes(method);

/** I1, I2, I3, I8, I9 and section D. */
const COMPLETE: Never<StepOf<'complete'>> = {
  'a session without a password or, where allowed, a verified passkey': ({ opened }) => !opened,
  'a session of a disabled account': ({ account }) => account.disabledAt !== null,
  'a session within a password wait': waits,
  'a session without a second proof although an accepted authenticator is bound': (oracle) =>
    oracle.enrolled && !hasAllowedSecond(oracle),
  'a session without an accepted authenticator although a mandate holds': ({ account, enrolled, graceOpen }) =>
    account.mandate !== null && !enrolled && !graceOpen,
  'a session in grace that passes by an authenticator of another kind': ({ app, passkey, enrolled, worth }) =>
    !enrolled && (app || passkey) && !worth.some(({ method }) => isPrimary(method)),
  'a session in grace with skips that were not used': ({ account, enrolled, facts }) =>
    !enrolled &&
    account.mandate?.grace != null &&
    account.mandate.grace.skipsLeft !== null &&
    facts.attempt.setUpPostponedAt === null,
  'an acr that the proofs do not reach, or less than they reach': ({ acr }, step) => step.acr !== acr,
  'amr values that were not proved': ({ worth }, { amr }) =>
    amr.join() !==
    amrOf(
      worth.map(({ method }) => method),
      amr.includes('mfa'),
    ),
  'mfa without two factors': ({ acr }, { amr, strong }) =>
    strong !== (acr === 'aal2' || acr === 'phr') || amr.includes('mfa') !== strong,
  'less than the requester demands': ({ facts: { attempt }, essential }, { acr }) =>
    essential && level(acr) < level(attempt.demandedAcr),
  'a session before a fresh proof': ({ stale }) => stale,
  'a session by a password that others use or know': ({ account }) => account.passwordMeets === 'nothing',
  'a session before the used recovery code was replaced': ({ worth, sheet, allowed }) =>
    worth.some(({ method }) => method === 'recovery-code') && allowed('recovery-code') && !sheet,
  'a session with an app that is lost': ({ facts: { attempt }, made, app, appsSuspended, allowed, worth }) =>
    made('recovery-code') &&
    app &&
    allowed('totp') &&
    (attempt.appKept === false || appsSuspended) &&
    !worth.some(({ method }) => method === 'totp'),
};

/** S15, S16, S17, T3. */
const ASK_PROOF: Never<StepOf<'ask-proof'>> = {
  'a second proof asked before the password': ({ opened }) => !opened,
  'a suggestion that is not on the list': (_oracle, { suggested, choices }) => !choices.includes(suggested),
  'a method listed twice': (_oracle, { choices }) => new Set(choices).size !== choices.length,
  'something after the recovery code': (_oracle, { choices }) =>
    choices.includes('recovery-code') && choices.at(-1) !== 'recovery-code',
  'a try left to guess when none is': ({ throttled }, { choices }) =>
    throttled && choices.some((one) => one !== 'passkey'),
  'a method listed that would not work': ({ working }, { choices, admits }) =>
    admits === 'sign-in' && choices.some((one) => !working.includes(one)),
  'a method missing that would work': ({ working, throttled, essential }, { choices, admits }) =>
    admits === 'sign-in' && !essential && !throttled && choices.length !== working.length,
  'e-mail or recovery code shown first unasked': ({ facts }, { suggested, choices }) =>
    !isPrimary(suggested) && facts.attempt.chosen !== suggested && choices.some(isPrimary),
  'e-mail shown first unasked beside the recovery code': ({ facts }, { suggested, choices }) =>
    suggested === 'email-code' && facts.attempt.chosen !== suggested && choices.length > 1,
  'what was picked is not shown': ({ facts: { attempt } }, { suggested, choices }) =>
    attempt.chosen !== null && choices.includes(attempt.chosen) && suggested !== attempt.chosen,
  'this device\u2019s passkey is not shown first': ({ facts: { attempt, browser }, account }, { suggested, choices }) =>
    attempt.chosen === null &&
    choices.includes('passkey') &&
    account.authenticators.some(({ id, method }) => method === 'passkey' && browser.trustedPasskeyIds.includes(id)) &&
    suggested !== 'passkey',
  'a set-up opened by what the account does not have': ({ app, passkey, sheet }, { choices, admits }) =>
    admits === 'set-up' && (app || passkey || sheet) && choices.some((one) => ADMISSIONS.includes(one)),
  'a set-up asked for where none is owed': ({ account, enrolled }, { admits }) =>
    admits === 'set-up' && (account.mandate === null || enrolled),
  'a second proof asked where no authenticator is accepted': ({ enrolled, essential }, { admits, choices }) =>
    admits === 'sign-in' && !enrolled && !(essential && choices.join() === 'recovery-code'),
  'a second proof asked again for a wish': (oracle, { admits }) =>
    admits === 'sign-in' && !oracle.essential && !oracle.stale && hasAllowedSecond(oracle),
};

/** I4, I5, A21, S4, S19. */
const BIND: Never<StepOf<'bind-authenticator'>> = {
  'a binding before the password': ({ opened }) => !opened,
  'a binding while set-up is frozen': ({ account }) => account.setUpFrozenAt !== null,
  'nothing to bind, or something not allowed': ({ allowed }, { choices, suggested }) =>
    !choices.includes(suggested) || !choices.every(allowed),
  'a replacement without a recovery code, or of something that is not lost': (
    { made, facts, app, appsSuspended },
    { replaces },
  ) => replaces && !(made('recovery-code') && (facts.attempt.appKept === false || appsSuspended) && app),
  'a replacement of more than the app': (_oracle, { replaces, choices, grace }) =>
    replaces && (choices.join() !== 'totp' || grace !== null),
  'a passkey on a shared workstation, where the app would do': ({ facts: { browser }, allowed }, { choices }) =>
    browser.sharedWorkstation && allowed('totp') && choices.includes('passkey'),
  'a set-up before a fresh proof': ({ stale }) => stale,
  'a set-up without a mandate': ({ account }, { replaces }) => !replaces && account.mandate === null,
  'a set-up of an account that is enrolled': ({ enrolled }, { replaces }) => !replaces && enrolled,
  'a set-up that the account\u2019s own proof did not open': ({ app, passkey, sheet, worth }, { replaces }) =>
    !replaces && (app || passkey) && !worth.some(({ method }) => isPrimary(method)) && (app || passkey || sheet),
  'a set-up beside a recovery code that was not asked for': ({ app, passkey, sheet, made }, { replaces }) =>
    !replaces && sheet && !app && !passkey && !made('recovery-code'),
  'a set-up after a reset without the pass': (oracle, { replaces }) =>
    !replaces &&
    hasNothing(oracle) &&
    oracle.account.reset !== null &&
    oracle.account.mandate?.passAfterReset === true &&
    !oracle.made('one-time-pass'),
  'a set-up opened by the mailbox that replaced the password, or by a password nobody used': (oracle, { replaces }) =>
    !replaces &&
    hasNothing(oracle) &&
    isDoubtful(oracle) &&
    !oracle.made('one-time-pass') &&
    !oracle.made('invitation-code'),
  'a set-up without the proof its organization asks for': (oracle, { replaces }) =>
    !replaces && hasNothing(oracle) && !isAdmitted(oracle),
  'grace where there is none': ({ graceOpen, account }, { grace }) =>
    grace !== null && (!graceOpen || account.mandate?.grace?.skipsLeft === 0),
  'no grace where there is some': ({ graceOpen, account }, { grace, replaces }) =>
    !replaces && grace === null && graceOpen && account.mandate?.grace?.skipsLeft !== 0,
};

const SAVE_CODE: Never<StepOf<'save-recovery-code'>> = {
  'a recovery code made while one is bound or none is allowed': ({ sheet, allowed }) =>
    sheet || !allowed('recovery-code'),
  'a recovery code given for less than app, passkey or the old code': ({ worth }) =>
    !worth.some(({ method }) => isPrimary(method) || method === 'recovery-code'),
  'a recovery code given before the second proof': (oracle) => oracle.enrolled && !hasAllowedSecond(oracle),
  'a recovery code given before a fresh proof': ({ stale }) => stale,
};

/** S9. */
const OFFER_TRUST: Never<StepOf<'offer-trust'>> = {
  'trust after less than a strong sign-in': ({ acr }) => acr !== 'aal2' && acr !== 'phr',
  'trust after a recovery code': ({ made }) => made('recovery-code'),
  'trust by a passkey that is not allowed': ({ allowed }) => !allowed('passkey'),
  'trust before what is owed was done': (oracle) => oracle.enrolled && !hasAllowedSecond(oracle),
  'trust asked for again': ({ facts: { attempt } }) => attempt.trustAnsweredAt !== null,
  'trust asked for too early': ({ facts: { browser, now } }) =>
    browser.offerTrustAgainAt !== null && browser.offerTrustAgainAt > now,
  'trust of a device that cannot hold a passkey or is shared': ({ facts: { browser } }) =>
    !browser.platformAuthenticator || browser.sharedWorkstation,
  'trust of a device that is trusted': ({ facts: { browser }, account }) =>
    account.authenticators.some(({ id }) => browser.trustedPasskeyIds.includes(id)),
  'trust before a fresh proof': ({ stale }) => stale,
  'trust before a password that others use or know was changed': ({ account }) => account.passwordMeets === 'nothing',
  'trust while set-up is frozen': ({ account }) => account.setUpFrozenAt !== null,
};

const REFUSE: Never<StepOf<'refuse'>> = {
  'a refusal that tells before the password': ({ opened }) => !opened,
  'a refusal for being disabled of an account that is not': ({ account }, { reason }) =>
    (reason === 'account-disabled') !== (account.disabledAt !== null),
  'a wait that is not there, or of another length': (oracle, { reason, retryAt }) =>
    reason === 'password-throttled' && (!waits(oracle) || retryAt !== oracle.account.passwordLane.closedUntil),
  'too many tries although there are some, or something that cannot be guessed': (
    { throttled, working, essential },
    { reason },
  ) => reason === 'too-many-tries' && (!throttled || (working.includes('passkey') && !essential)),
  'a wish that blocks': (oracle, { reason }) =>
    !oracle.essential &&
    (reason === 'demand-unmet' ||
      (reason === 'too-many-tries' && oracle.enrolled && hasAllowedSecond(oracle) && !oracle.stale)),
  'a wait told that does not run': ({ account, facts }, { reason, retryAt }) =>
    reason === 'too-many-tries' && retryAt !== later(account.proofLane.closedUntil, facts.now),
  'nothing left although something would work': ({ enrolled, working }, { reason }) =>
    reason === 'no-method-left' && enrolled && working.length > 0,
  'support needed by an account without a mandate': ({ account, app, passkey }, { reason }) =>
    (reason === 'no-method-left' || reason === 'set-up-frozen') && account.mandate === null && !app && !passkey,
  'frozen although nothing froze it': ({ account }, { reason }) =>
    reason === 'set-up-frozen' && account.setUpFrozenAt === null,
  'a demand refused that is met or not made': ({ facts: { attempt }, acr }, { reason }) =>
    reason === 'demand-unmet' && (attempt.demandedAcr === null || level(acr) >= level(attempt.demandedAcr)),
};

const OTHERS: { readonly [Kind in Step['kind']]?: Never<StepOf<Kind>> } = {
  complete: COMPLETE,
  'ask-proof': ASK_PROOF,
  'bind-authenticator': BIND,
  'save-recovery-code': SAVE_CODE,
  'offer-trust': OFFER_TRUST,
  refuse: REFUSE,
  'ask-identifier': { 'an address asked for twice': () => true },
  'ask-password': {
    'a password asked for twice': ({ opened, stale }) => opened && !stale,
    'a password asked for where more is at hand': ({ opened, enrolled, working }) =>
      opened && enrolled && working.some(isPrimary),
  },
  'ask-app-kept': {
    'a lost app spoken of without a recovery code': ({ made }) => !made('recovery-code'),
    'an app asked for that is out of use': ({ appsSuspended }) => appsSuspended,
  },
  'choose-password': {
    'a password changed on the way although it is good enough': ({ account, app, passkey }, { because }) =>
      account.passwordMeets === 'alone' ||
      (because === 'unsafe') !== (account.passwordMeets === 'nothing') ||
      (because === 'too-short' && (account.mandate !== null || app || passkey)),
    'a password changed before the second proof': (oracle) => oracle.enrolled && !hasAllowedSecond(oracle),
    'a password changed before the set-up that is due': ({ account, enrolled, graceOpen }) =>
      account.mandate !== null && !enrolled && !graceOpen,
    'a password changed before it was proved': ({ opened }) => !opened,
    'a password changed before a fresh proof': ({ stale }) => stale,
  },
};

/** What is wrong with the step that a core gives for some facts; null when nothing is. */
export function violationOf(core: Core, facts: Facts): string | null {
  const step = core.nextStep(facts);
  const { attempt, account, now } = facts;
  if (attempt.endedAt !== null || attempt.expiresAt <= now) {
    return step.kind === 'refuse' && step.reason === 'attempt-over' ? null : 'an attempt that is over goes on';
  }
  if (account === null) return step.kind === 'ask-identifier' ? null : 'something asked before the address';
  const oracle = oracleOf(facts, account);
  return (
    violated(OTHERS[step.kind] as Never<Step> | undefined, oracle, step) ??
    violated(ALWAYS, oracle, step) ??
    violationOfSession(core, oracle, step) ??
    violationOfGlance(core, oracle) ??
    violationOfDemandStanding(core, oracle) ??
    violationByChoice(core, facts, step)
  );
}

const ALWAYS: Never<Step> = {
  'something else than the password asked for before it was right': ({ opened }, { kind }) =>
    !opened && kind !== 'ask-password',
  'a disabled account that is not told so': ({ opened, account }, { kind }) =>
    opened && account.disabledAt !== null && kind !== 'refuse',
  'a wait that does not hold': (oracle, { kind }) => oracle.opened && waits(oracle) && kind !== 'refuse',
  'nagging of somebody nobody demands anything of': (
    { account, app, passkey, opened, essential, stale, made },
    { kind },
  ) =>
    opened &&
    account.mandate === null &&
    !app &&
    !passkey &&
    !made('recovery-code') &&
    account.passwordMeets === 'alone' &&
    !essential &&
    !stale &&
    kind !== 'complete' &&
    kind !== 'refuse',
};

function violated(nevers: Never<Step> | undefined, oracle: Oracle, step: Step): string | null {
  for (const name in nevers) if (nevers[name]?.(oracle, step) === true) return name;
  return null;
}

/** A glance lets nobody pass whom the whole check would not, and whom no grace lets pass needs no second look. */
function violationOfGlance(core: Core, { facts, account, graceOpen }: Oracle): string | null {
  const holds = core.sessionStanding(facts.attempt.proofs, account) === 'sufficient';
  const plainly = core.plainlyHolds(facts.attempt.proofs, plainOf(account));
  if (plainly && !holds) return 'a session that does not hold passes at a glance';
  return holds && !plainly && !graceOpen ? 'a session that holds without grace does not pass at a glance' : null;
}

/** As much of an account as a glance sees. */
function plainOf({ disabledAt, passwordResetByMailAt, mandate, authenticators }: AccountFacts) {
  const kinds: readonly MethodKind[] = ['totp', 'passkey', 'break-glass-code'];
  const accepted = mandate && { allowedMethods: mandate.allowedMethods, passkeyFirst: mandate.passkeyFirst };
  const bound = authenticators.filter(({ method }) => kinds.includes(method));
  return {
    disabledAt,
    passwordResetByMailAt,
    mandate: accepted,
    authenticators: bound.map(({ id, method, boundAt }) => ({ id, method, boundAt })),
  };
}

/** A session that was just started holds, and none holds that would not have been started. */
function violationOfSession(core: Core, oracle: Oracle, step: Step): string | null {
  const { account, facts, worth, made } = oracle;
  const holds = core.sessionStanding(facts.attempt.proofs, account) === 'sufficient';
  if (step.kind === 'complete' && !holds) return 'a session that does not pass its first check';
  if (!holds) return null;
  if (account.disabledAt !== null) return 'a session of a disabled account passes its check';
  if (!oracle.graceOpen && account.mandate !== null && !oracle.enrolled)
    return 'a session passes without the set-up that is due';
  // A session outlives the removal of the authenticator that proved it; whoever removes it says which sessions end.
  const second = facts.attempt.proofs.some(
    ({ method }) => oracle.allowed(method) && (isPrimary(method) || method === 'recovery-code'),
  );
  const mailed = worth.some(({ method }) => method === 'email-code') && oracle.allowed('email-code');
  if (oracle.enrolled && !second && !mailed) return 'a session passes without a second proof';
  const passkeyFirst = account.mandate?.passkeyFirst === true && made('passkey');
  return made('password') || passkeyFirst ? null : 'a session passes without a first proof';
}

/** A session is used again for an application exactly when nothing would be asked, and refused when nothing would help. */
function violationOfDemandStanding(core: Core, oracle: Oracle): string | null {
  const { demandedAcr, freshSince } = oracle.facts.attempt;
  if (demandedAcr === null && freshSince === null) return null;
  const said = core.demandStanding(oracle.facts);
  const right = demandStandingOf(oracle);
  return said === right ? null : `a session that is taken as ${said} where it is ${right}`;
}

function demandStandingOf({ facts, account, stale, essential, acr, worth, working, ...oracle }: Oracle) {
  const { demandedAcr } = facts.attempt;
  if (stale) return 'ask';
  if (level(acr) >= level(demandedAcr)) return 'met';
  const help = working.filter(
    (method) =>
      level(acrOf([...worth, { method, authenticatorId: null, at: 0, userVerified: true }])) >= level(demandedAcr),
  );
  if (essential) {
    const made = demandedAcr === 'phr' && oracle.primaryInUse && oracle.allowed('passkey');
    const free = account.setUpFrozenAt === null && !facts.browser.sharedWorkstation;
    return help.length > 0 || (made && free) ? 'ask' : 'unmet';
  }
  const here = account.authenticators.some(({ id }) => facts.browser.trustedPasskeyIds.includes(id));
  return (help.includes('passkey') && here) || (help.includes('totp') && !oracle.throttled) ? 'ask' : 'met';
}

/** Looking at the list changes what is shown, never what is credited (A5). */
function violationByChoice(core: Core, facts: Facts, step: Step): string | null {
  if (facts.attempt.chosen === null) return null;
  const unpicked = core.nextStep({ ...facts, attempt: { ...facts.attempt, chosen: null } });
  return unpicked.kind === step.kind ? null : 'picking a method led to another step';
}

function hasAllowedSecond({ worth, allowed }: Oracle): boolean {
  return worth.some(
    ({ method }) => allowed(method) && (isPrimary(method) || method === 'email-code' || method === 'recovery-code'),
  );
}

/** Nothing was bound, nor used up, that could have opened the set-up itself. */
function hasNothing({ app, passkey, sheet, made }: Oracle): boolean {
  return !app && !passkey && !sheet && !made('recovery-code');
}

function isDoubtful({ account, facts }: Oracle): boolean {
  return (
    account.passwordResetByMailAt !== null || (account.lastSignInAt ?? account.createdAt) <= facts.now - 90 * DAY_MS
  );
}

/** The mandate's own proof, where nothing safer stands in its place. */
function isAdmitted(oracle: Oracle): boolean {
  const { account, made } = oracle;
  if (made('one-time-pass') || made('invitation-code')) return true;
  if (account.mandate?.setUpProof === 'invitation-code') return false;
  return account.mandate?.setUpProof !== 'mailed-code' || made('email-code');
}

function level(acr: Acr | null): number {
  return [null, 'aal1', 'two-step', 'aal2', 'phr'].indexOf(acr);
}

function waits({ account, facts, made }: Oracle): boolean {
  return made('password') && later(account.passwordLane.closedUntil, facts.now) !== null;
}

function later(at: number | null, now: number): number | null {
  return at !== null && at > now ? at : null;
}

function amrOf(methods: readonly MethodKind[], mfa: boolean): string {
  const values: Partial<Record<MethodKind, readonly string[]>> = {
    password: ['pwd'],
    totp: ['otp'],
    passkey: ['pop', 'user'],
    'email-code': ['email'],
    'recovery-code': ['rcode'],
  };
  return [...new Set([...methods.flatMap((method) => values[method] ?? []), ...(mfa ? ['mfa'] : [])])].join();
}

/** What is wrong with the levels a core computes for lists of proofs, one method several times among them. */
export function violationOfAssurance(core: Core, proofs: Facts['attempt']['proofs']): string | null {
  return core.assuranceOf(proofs).acr === acrOf(proofs) ? null : 'a level that the distinct factors do not reach';
}
