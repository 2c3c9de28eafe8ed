import { combineMandates } from '../../organizations/decide/combine.ts';
import type { OwnIn, SelfServiceDeps } from './own-change.ts';

/** Most of each that an account keeps: every app is one more code that a guess may hit. */
const BOUND_MAX = { totp: 5, passkey: 20 } as const;

/** Whether one more may be added; `leaving` go at the same moment. Null: it may. */
export function roomFor(
  { clock }: Pick<SelfServiceDeps, 'clock'>,
  { snapshot }: OwnIn,
  kind: keyof typeof BOUND_MAX,
  leaving: number,
): 'not-accepted' | 'full' | null {
  const mandate = combineMandates(snapshot.memberships, clock.now());
  if (mandate?.allowedMethods.some((one) => one === kind) === false) return 'not-accepted';
  const bound = snapshot.authenticators.filter((row) => row.kind === kind).length;
  return bound - leaving >= BOUND_MAX[kind] ? 'full' : null;
}
