/** A bug of the past, planted in the core by replacing text that stands in its source exactly once. */
export interface Mutant {
  /** What went wrong, and where it is on record. */
  readonly title: string;
  /** File below `src/domain`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Whether only the situations and the lanes can see it: the invariants do not speak of it. */
  readonly seenBy: 'invariants' | 'examples';
}

const CORE = 'sign-in/decide';

function mutant(
  title: string,
  file: string,
  from: string,
  to: string,
  seenBy: Mutant['seenBy'] = 'invariants',
): Mutant {
  return { title, file, from, to, seenBy };
}

const SKIPPED_FACTORS: readonly Mutant[] = [
  mutant(
    'M1: a session after the password alone',
    `${CORE}/next-step.ts`,
    "return owedBy(situation) === 'second-proof' ? askAmong",
    "return owedBy(situation) === 'opening' ? askAmong",
  ),
  mutant(
    'M2, Better Auth GHSA-xg6x-h9c9-2m83: a session counts before its second proof',
    `${CORE}/owed.ts`,
    "return owed === 'nothing' ||",
    "return owed !== 'opening' ||",
  ),
  mutant(
    'M4, ZITADEL CVE-2025-64103: a second proof only where an organization requires it',
    `${CORE}/owed.ts`,
    'if (usable(standing)) return',
    'if (standing.mandate !== null && usable(standing)) return',
  ),
  mutant(
    'ZITADEL CVE-2025-64103: an app without the password suffices',
    `${CORE}/owed.ts`,
    "if (proved(standing, 'password')) return true;",
    'if (standing.proofs.length > 0) return true;',
  ),
  mutant(
    'M7, Keycloak CVE-2026-18963: picking another method credits it',
    `${CORE}/next-step.ts`,
    "return owedBy(situation) === 'second-proof' ? askAmong",
    "return owedBy(situation) === 'second-proof' && situation.attempt.chosen === null ? askAmong",
  ),
  mutant(
    'I8: a disabled account signs in',
    `${CORE}/next-step.ts`,
    'return account.disabledAt !== null ? refuse',
    'return account.disabledAt === 0 ? refuse',
  ),
  mutant(
    'I1: a proof by a method that the mandate does not accept',
    `${CORE}/owed.ts`,
    "['primary', 'emergency', 'fallback', 'recovery'].includes(roleOf(method)) && allows(standing, method)",
    "['primary', 'emergency', 'fallback', 'recovery'].includes(roleOf(method))",
  ),
  mutant(
    'H2: a sealed code that was taken back still vouches',
    `${CORE}/situation.ts`,
    "!['primary', 'emergency'].includes(roleOf(proof.method))",
    "roleOf(proof.method) !== 'primary'",
    'examples',
  ),
  mutant(
    'A39: an authenticator that was removed still vouches',
    `${CORE}/situation.ts`,
    'return authenticator !== undefined && isInUse(situation, authenticator);',
    'return authenticator === undefined || isInUse(situation, authenticator);',
  ),
  mutant(
    'N18: an app that its owner lost still lets somebody in',
    `${CORE}/situation.ts`,
    'return authenticator.suspended !== true && ',
    'return ',
  ),
  mutant(
    'S10: a passkey of one person is kept on a shared workstation',
    `${CORE}/set-up.ts`,
    "situation.browser.sharedWorkstation && allowed.includes('totp')",
    "!situation.browser.sharedWorkstation && allowed.includes('passkey')",
    'examples',
  ),
];

const UNSAFE_PASSWORDS: readonly Mutant[] = [
  mutant(
    'N2, SP 800-63B-4 §3.1.1.2: a password that was stolen is asked to change, and lets in all the same',
    `${CORE}/next-step.ts`,
    '  askForSafePassword,\n',
    '',
  ),
  mutant(
    'N2: a stolen password alone, without the second proof, chooses the next one',
    `${CORE}/next-step.ts`,
    'const QUESTIONS: readonly ((situation: Situation) => Step | null)[] = [\n  askPassword,\n',
    'const QUESTIONS: readonly ((situation: Situation) => Step | null)[] = [\n  askPassword,\n  askForSafePassword,\n',
  ),
];

const MISCOUNTED: readonly Mutant[] = [
  mutant(
    'Ory Kratos #4317: methods are counted instead of factors',
    `${CORE}/assurance.ts`,
    'if (rootsOf(routine).size > 1 && factorsOf(routine).size > 1)',
    'if (routine.length > 1)',
  ),
  mutant(
    'M17, Ory Kratos #4317: one mailbox twice is two steps',
    `${CORE}/assurance.ts`,
    'return rootsOf(credited).size > 1',
    'return credited.length > 1',
  ),
  mutant(
    'M17, RubyGems CVE-2024-21654: the mailbox that replaced the password is offered as second factor',
    `${CORE}/choices.ts`,
    'account.passwordResetByMailAt === null &&',
    'account.disabledAt === null &&',
  ),
  mutant(
    'M17, RubyGems CVE-2024-21654: the mailbox that replaced the password counts as second factor',
    `${CORE}/situation.ts`,
    'return account.passwordResetByMailAt === null && bound.some',
    'return bound.some',
  ),
  mutant(
    'SP 800-63B-4 §3.1.3.1: a mailed code that opened the set-up is the second factor',
    `${CORE}/situation.ts`,
    'bound.some((one) => isPrimary(one) && one.boundAt <= at)',
    'bound.some((one) => isPrimary(one))',
    'examples',
  ),
  mutant(
    'I9, LemonLDAP::NG CVE-2024-52946: a level rises without a proof that reaches it',
    `${CORE}/assurance.ts`,
    "['first', 'primary'].includes",
    "['first', 'primary', 'recovery'].includes",
  ),
  mutant(
    'N22, WebAuthn L3 appendix B: a passkey without user verification is two factors',
    `${CORE}/assurance.ts`,
    'phishingResistant && proof.userVerified)',
    'phishingResistant)',
  ),
  mutant(
    'O10, OpenID Connect Core §5.5.1.1: less than demanded, without a word',
    `${CORE}/next-step.ts`,
    'if (situation.attempt.demandVoluntary || demandMet(situation)) return null;',
    'if (situation.attempt.demandedAcr !== null || demandMet(situation)) return null;',
  ),
];

const APPLICATIONS: readonly Mutant[] = [
  mutant(
    'OpenID Connect Core §5.5.1.1: an essential demand is taken for a wish',
    `${CORE}/next-step.ts`,
    'if (situation.attempt.demandVoluntary || demandMet(situation)) return null;',
    'if (!situation.attempt.demandVoluntary || demandMet(situation)) return null;',
  ),
  mutant(
    'OpenID Connect Core §3.1.2.1: a wish is taken for a demand',
    `${CORE}/next-step.ts`,
    'if (situation.attempt.demandVoluntary || demandMet(situation)) return null;',
    'if (demandMet(situation)) return null;',
  ),
  mutant(
    'RFC 9470 §4: a session goes on without a fresh proof',
    `${CORE}/next-step.ts`,
    'if (freshSince === null || isFresh(situation, freshSince)) return null;',
    'if (freshSince === null || situation.proofs.length > 0) return null;',
  ),
  mutant(
    'A proof that only opens a set-up is taken for a fresh one',
    `${CORE}/next-step.ts`,
    "at >= since && roleOf(method) !== 'admission'",
    "at >= since && roleOf(method) !== 'first'",
  ),
  mutant(
    'A20: a mailbox beside an old proof changes what an account is signed in to with',
    `${CORE}/next-step.ts`,
    "return !byOwn(situation) || roleOf(method) === 'primary';",
    'return true;',
    'examples',
  ),
  mutant(
    'A session that was left open gives its finder an authenticator: set-up comes before the fresh proof',
    `${CORE}/next-step.ts`,
    '  askFreshProof,\n  askForLongerPassword,\n  askSavingRecoveryCode,\n  askLostApp,\n  askOwedSetUp,\n',
    '  askForLongerPassword,\n  askSavingRecoveryCode,\n  askLostApp,\n  askOwedSetUp,\n  askFreshProof,\n',
  ),
  mutant(
    'A session that was left open gives its finder a passkey: trust comes before the fresh proof',
    `${CORE}/next-step.ts`,
    'const QUESTIONS: readonly ((situation: Situation) => Step | null)[] = [\n  askPassword,\n',
    'const QUESTIONS: readonly ((situation: Situation) => Step | null)[] = [\n  askPassword,\n  offerTrust,\n',
  ),
  mutant(
    'A wish asks for a passkey that is on another device',
    `${CORE}/next-step.ts`,
    "roleOf(method) === 'primary' && (here || !TRAITS[method].phishingResistant)",
    "roleOf(method) === 'primary' && (!here || TRAITS[method].phishingResistant)",
  ),
  mutant(
    'RFC 9470 §4: a session that is too old or too weak is used again',
    `${CORE}/next-step.ts`,
    "if (freshSince !== null && !isFresh(situation, freshSince)) return 'ask';",
    "if (freshSince !== null && !isFresh(situation, freshSince)) return 'met';",
  ),
  mutant(
    'A passkey that nobody may make is promised to an application',
    `${CORE}/next-step.ts`,
    'account.setUpFrozenAt === null\n  );',
    'account.disabledAt === null\n  );',
  ),
  mutant(
    'The one recovery code is asked for where a password will do',
    `${CORE}/next-step.ts`,
    'if (!situation.bound.some(isPrimary)) return [];',
    'if (situation.bound.length === 0) return [];',
  ),
];

const SET_UPS: readonly Mutant[] = [
  mutant(
    'M8, Keycloak CVE-2025-3910: set-up can be skipped',
    `${CORE}/set-up.ts`,
    'if (situation.attempt.setUpPostponedAt !== null && graceHolds(situation)) return null;',
    'if (situation.attempt.setUpPostponedAt !== null) return null;',
  ),
  mutant(
    'M9, M10, Grav CVE-2026-62232: a password alone sets up a new authenticator on an account that has one',
    `${CORE}/owed.ts`,
    "return hasOwn(standing) && !hasOwnProof(standing) ? 'own-proof' : 'set-up';",
    "return hasOwnProof(standing) ? 'own-proof' : 'set-up';",
  ),
  mutant(
    'A21, miniOrange CVE-2026-111949: an enrolled account is offered set-up',
    `${CORE}/owed.ts`,
    "return hasSecondProof(standing) ? 'nothing' : 'second-proof';",
    "return hasSecondProof(standing) ? 'nothing' : 'set-up';",
  ),
  mutant(
    'A35, HC3 alert of April 2024: after a reset the password alone sets up',
    `${CORE}/set-up.ts`,
    "if (account.reset !== null && mandate?.passAfterReset === true) return ['one-time-pass'];",
    '',
  ),
  mutant(
    'A6, CISA AA22-074A: a dormant account is enrolled by whoever has its password',
    `${CORE}/set-up.ts`,
    'if (account.passwordResetByMailAt !== null || dormant(situation))',
    'if (account.passwordResetByMailAt !== null)',
  ),
  mutant(
    'A11, RubyGems CVE-2024-21654: who reset the password by mail sets up by mail',
    `${CORE}/set-up.ts`,
    'if (account.passwordResetByMailAt !== null || dormant(situation))',
    'if (dormant(situation))',
  ),
  mutant(
    'A36: grace after a reset',
    `${CORE}/owed.ts`,
    'account.reset === null && account.setUpFrozenAt === null',
    'account.setUpFrozenAt === null',
  ),
  mutant(
    'A35: the veto does not stop the set-up',
    `${CORE}/next-step.ts`,
    'const frozen = situation.account.setUpFrozenAt !== null &&',
    'const frozen = situation.account.setUpFrozenAt === 0 &&',
  ),
  mutant(
    'A20, sign-in.md S19: a recovery code gives the device trust',
    `${CORE}/next-step.ts`,
    "method === 'recovery-code' || method === 'passkey'",
    "method === 'passkey'",
  ),
  mutant(
    'A20: trust is offered after less than a strong sign-in',
    `${CORE}/next-step.ts`,
    'assuranceOf(situation.proofs).strong &&',
    'situation.proofs.length > 1 &&',
  ),
  mutant(
    'A17, SP 800-63B-4 §4.2.1.1: a used recovery code still counts as saved',
    `${CORE}/situation.ts`,
    '!usedUp.includes(one.id)',
    "one.method !== 'password'",
  ),
];

const GUESSING: readonly Mutant[] = [
  mutant(
    'A22, AuthQuake: attempts of one account do not share their tries',
    `${CORE}/choices.ts`,
    'const throttled = closedUntil !== null || situation.attempt',
    'const throttled = situation.attempt',
  ),
  mutant(
    'A23, ZITADEL CVE-2024-32868: codes are not throttled',
    `${CORE}/choices.ts`,
    'const throttled = closedUntil !== null || situation.attempt.triesTaken >= ATTEMPT_TRIES;',
    'const throttled = false;',
  ),
  mutant(
    'A26, WordPress All In One Login CVE-2026-19256: mailed codes are outside the tries',
    `${CORE}/choices.ts`,
    'TRAITS[method].phishingResistant) : methods;',
    "TRAITS[method].role !== 'primary' || TRAITS[method].phishingResistant) : methods;",
  ),
  mutant(
    'M15, Keycloak CVE-2024-4629: one try more than there is',
    'throttling/decide/reserve.ts',
    'const leaves = counted.at(-cap.count);',
    'const leaves = counted.at(-cap.count - 1);',
    'examples',
  ),
  mutant(
    'Finding 4: a success gives back the tries of the thief',
    'throttling/decide/reserve.ts',
    'return tries.filter((taken) => taken.attemptId !== attemptId);',
    'return tries.filter(() => attemptId === undefined);',
    'examples',
  ),
  mutant(
    'A29, authentik CVE-2023-39522: being disabled is told before the password',
    `${CORE}/next-step.ts`,
    '  askPassword,\n  refuseDisabled,\n',
    '  refuseDisabled,\n  askPassword,\n',
  ),
  mutant(
    'SP 800-63B-4 §3.1.3.1: e-mail is the default of who once chose it',
    `${CORE}/choices.ts`,
    'primary.find((method) => method === account.preferredMethod)',
    'open.find((method) => method === account.preferredMethod)',
  ),
  mutant(
    'A5: the list names what is not bound',
    `${CORE}/choices.ts`,
    'return bound.some((one) => one.method === method && isInUse(situation, one));',
    'return account.addressConfirmed || bound.length > 0;',
  ),
  mutant(
    'sign-in.md, Forgotten password: a passkey is accepted before another root has proved the person',
    `${CORE}/situation.ts`,
    'if (replacedAt !== null && authenticator.boundAt <= replacedAt) return true;',
    'if (replacedAt !== null && authenticator.boundAt <= replacedAt) return false;',
  ),
];

/** Historic bugs, as M1 to M20, A1 to A53 and finding numbers of the security page, or by their advisories. */
export const MUTANTS: readonly Mutant[] = [
  ...SKIPPED_FACTORS,
  ...UNSAFE_PASSWORDS,
  ...MISCOUNTED,
  ...APPLICATIONS,
  ...SET_UPS,
  ...GUESSING,
];
