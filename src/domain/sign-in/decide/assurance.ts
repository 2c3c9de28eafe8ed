import { type Factor, TRAITS, type TrustRoot } from '../../methods/decide/traits.ts';
import { ACR_LADDER, type Acr } from './acr.ts';
import type { Proof } from './facts.ts';

/** What the proofs of one attempt reach. */
export interface Assurance {
  readonly acr: Acr | null;
  readonly amr: readonly string[];
  /** `aal2` or `phr`: may offer trust, gives the device cookie, counts as fresh proof. */
  readonly strong: boolean;
}

/** Whether `reached` is at least `demanded`. */
export function reaches(reached: Acr | null, demanded: Acr): boolean {
  return reached !== null && ACR_LADDER.indexOf(reached) >= ACR_LADDER.indexOf(demanded);
}

/** Answers asked acr values: the first asked one that is met, else the highest reached. Unknown values are never met. */
export function answerAcr(asked: readonly string[], reached: Acr): Acr {
  const met = asked.find((value) => ACR_LADDER.some((acr) => acr === value && reaches(reached, acr)));
  return (met as Acr | undefined) ?? reached;
}

/** Computes assurance from distinct factors and trust roots, never from a count of methods. */
export function assuranceOf(proofs: readonly Proof[]): Assurance {
  const credited = proofs.filter((proof) => TRAITS[proof.method].role !== 'admission');
  const acr = acrOf(credited);
  const strong = reaches(acr, 'aal2');
  const amr = new Set(credited.flatMap((proof) => TRAITS[proof.method].amr));
  if (strong) amr.add('mfa');
  return { acr, amr: [...amr], strong };
}

function acrOf(credited: readonly Proof[]): Acr | null {
  // A passkey with user verification holds two factors by itself (SP 800-63B-4 §3.1.7).
  if (credited.some((proof) => TRAITS[proof.method].phishingResistant && proof.userVerified)) return 'phr';
  if (!credited.some((proof) => TRAITS[proof.method].role === 'first')) return null;
  // Fallback and recovery never make a sign-in strong (SP 800-63B-4 §3.1.3.1).
  const routine = credited.filter((proof) => ['first', 'primary'].includes(TRAITS[proof.method].role));
  if (rootsOf(routine).size > 1 && factorsOf(routine).size > 1) return 'aal2';
  return rootsOf(credited).size > 1 ? 'two-step' : 'aal1';
}

function rootsOf(proofs: readonly Proof[]): Set<TrustRoot> {
  return new Set(proofs.map((proof) => TRAITS[proof.method].trustRoot));
}

function factorsOf(proofs: readonly Proof[]): Set<Factor> {
  // What the person is was not shown unless the device verified it (WebAuthn UV).
  return new Set(
    proofs.flatMap(({ method, userVerified }) => TRAITS[method].factors.filter((f) => f !== 'are' || userVerified)),
  );
}
