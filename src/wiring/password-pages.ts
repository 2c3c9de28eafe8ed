import { combineMandates } from '../domain/organizations/decide/combine.ts';
import { signFor } from '../domain/organizations/decide/sign.ts';
import type { OwnPassword } from '../domain/self-service/run/change-password.ts';
import type { AccountSnapshot } from '../domain/sign-in/run/records.ts';
import type { OwnPasswordPages } from '../edges/pages/own-port.ts';
import type { PasswordView, Person } from '../edges/pages/views/contract.ts';
import type { Instance } from './instance.ts';

type In = Extract<OwnPassword, { readonly outcome: 'in' }>;
type Problem = Extract<PasswordView, { readonly kind: 'choose' }>['problem'];

/** The page of one's own password over the domain. */
export function passwordPages(instance: Instance): OwnPasswordPages {
  const { ownPasswords, clock } = instance;
  const choose = (found: In, problem: Problem): PasswordView => ({
    kind: 'choose',
    person: personOf(instance, found.snapshot),
    now: clock.now(),
    minimum: found.minimum,
    problem,
  });
  const shown = (found: In, problem: Problem): PasswordView => {
    const person = personOf(instance, found.snapshot);
    if (!found.fresh) return { kind: 'prove', person };
    return found.snapshot.account.setUpFrozenAt === null ? choose(found, problem) : { kind: 'frozen', person };
  };
  return {
    async look(visitor) {
      const found = await ownPasswords.look(visitor);
      return found.outcome === 'in' ? { outcome: 'in', view: shown(found, null) } : found;
    },
    async change(visitor, current, password) {
      const changed = await ownPasswords.change(visitor, current, password);
      if (changed.outcome === 'out' || changed.outcome === 'insufficient') return changed;
      if (changed.outcome === 'changed') {
        return { outcome: 'in', view: { kind: 'changed', person: personOf(instance, changed.snapshot) } };
      }
      const found = await ownPasswords.look(visitor);
      return found.outcome === 'in' ? { outcome: 'in', view: shown(found, problemOf(changed)) } : found;
    },
  };
}

function problemOf(changed: Awaited<ReturnType<Instance['ownPasswords']['change']>>): Problem {
  switch (changed.outcome) {
    case 'current-wrong':
      return { kind: 'current-wrong' };
    case 'throttled':
      return { kind: 'throttled', until: changed.until };
    case 'refused':
      return { kind: 'password-refused', reason: changed.reason };
    case 'busy':
      return { kind: 'busy' };
    default:
      return null;
  }
}

function personOf({ clock }: Instance, { account, address, memberships }: AccountSnapshot): Person {
  const mandate = combineMandates(memberships, clock.now());
  const support = mandate?.organizations[0]?.support ?? null;
  return { name: account.name, address: address.address, support, sign: signFor(memberships, mandate) };
}
