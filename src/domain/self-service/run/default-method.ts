import { combineMandates } from '../../organizations/decide/combine.ts';
import { isSuspended } from '../../sign-in/run/bindings.ts';
import type { Visitor } from '../../sign-in/run/records.ts';
import { type DefaultMethod, defaultsAmong } from '../decide/default-method.ts';
import {
  type Barred,
  type Changed,
  change,
  enterToChange,
  type OwnIn,
  ownEvent,
  type SelfServiceDeps,
} from './own-change.ts';

/** Choosing what is asked first (S15). */
export interface OwnDefault {
  look(visitor: Visitor): Promise<
    | Barred
    | {
        readonly outcome: 'found';
        readonly entered: OwnIn;
        readonly methods: readonly DefaultMethod[];
        /** The person's own choice, else the one that is asked unchosen. */
        readonly chosen: DefaultMethod | null;
      }
  >;
  /** `not-bound`: it is none of what can be asked first. */
  choose(visitor: Visitor, stated: unknown): Promise<Changed<'not-bound'>>;
}

/** What is asked first. */
export function createOwnDefault(deps: SelfServiceDeps): OwnDefault {
  return {
    async look(visitor) {
      const entered = await enterToChange(deps, visitor);
      if (entered.outcome !== 'in') return entered;
      const methods = methodsOf(deps, entered);
      const { preferredMethod } = entered.snapshot.account;
      const chosen = methods.find((one) => one === preferredMethod) ?? methods[0] ?? null;
      return { outcome: 'found', entered, methods, chosen };
    },
    choose: (visitor, stated) =>
      change<'not-bound'>(deps, visitor, (entered) => {
        const { account } = entered.snapshot;
        const method = methodsOf(deps, entered).find((one) => one === stated);
        if (method === undefined) return 'not-bound';
        if (method === account.preferredMethod) return 'done';
        return {
          account: { id: account.id, preferredMethod: method },
          audit: [ownEvent(deps, entered.snapshot, visitor, 'account.default-method-chosen', { method })],
        };
      }),
  };
}

function methodsOf({ clock }: Pick<SelfServiceDeps, 'clock'>, { snapshot }: OwnIn): readonly DefaultMethod[] {
  const bound = snapshot.authenticators.filter((row) => !isSuspended(row)).map(({ kind }) => ({ method: kind }));
  return defaultsAmong(bound, combineMandates(snapshot.memberships, clock.now())?.allowedMethods ?? null);
}
