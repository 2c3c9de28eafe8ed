import type { Chrome } from './contract.ts';
import { type FirstOwnerView, renderFirstOwner } from './first-owner.tsx';

const ASK: Extract<FirstOwnerView, { readonly kind: 'ask' }> = {
  kind: 'ask',
  token: 'T',
  minimum: 8,
  typed: null,
  problem: null,
};
const TYPED = {
  organization: 'Krankenhausverwaltungsgesellschaft Oberschwaben-Bodensee mbH & Co. KG',
  name: 'Dr. Maximiliana Fernández-Villaverde y Ruiz de la Prada, PhD',
  address: 'maximiliana.fernandez-villaverde-ruiz@krankenhausverwaltung.example',
};
const PROBLEMS = [
  { reason: 'organization-malformed' },
  { reason: 'name-malformed' },
  { reason: 'address-malformed' },
  { reason: 'password-refused', problem: 'too-short' },
  { reason: 'busy', retryAfterMs: 2_000 },
] as const;

/** States of the page that makes the first owner. */
export const firstOwnerStates: readonly { readonly name: string; render(chrome: Chrome): string }[] = [
  { name: 'first-owner', render: (chrome) => renderFirstOwner(ASK, chrome) },
  ...PROBLEMS.map((problem) => ({
    name: `first-owner-${problem.reason}`,
    render: (chrome: Chrome) => renderFirstOwner({ ...ASK, typed: TYPED, problem }, chrome),
  })),
  { name: 'first-owner-done', render: (chrome) => renderFirstOwner({ kind: 'done' }, chrome) },
];
