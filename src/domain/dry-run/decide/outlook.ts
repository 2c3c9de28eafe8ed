import { MEMBER_KINDS, type MemberKind } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { SelectableMethod } from '../../organizations/decide/mandate.ts';
import type { Step } from '../../sign-in/decide/step.ts';

/** What a member would meet at the next sign-in, from the quietest to the worst. */
export const OUTLOOKS = ['as-before', 'ready', 'grace', 'set-up', 'stuck', 'shut'] as const;

/**
 * `as-before`: not covered. `ready`: proves what is bound. `grace`: is asked to set up, and may put it off. `set-up`: cannot go on
 * without. `stuck`: nothing bound or allowed would work. `shut`: cannot sign in, mandate or not.
 */
export type Outlook = (typeof OUTLOOKS)[number];

/** One member in a dry run. */
export interface Seen {
  readonly kind: MemberKind;
  readonly outlook: Outlook;
  /** Live and accepted methods, each once. */
  readonly methods: readonly MethodKind[];
}

/** How many meet what. */
export type OutlookCounts = Readonly<Record<Outlook, number>>;

/** What a dry run counted. */
export interface DryRunCounts {
  readonly people: number;
  readonly covered: number;
  readonly byOutlook: OutlookCounts;
  readonly kinds: readonly { readonly kind: MemberKind; readonly people: number; readonly byOutlook: OutlookCounts }[];
  /** Of the covered: how many have each accepted method. Somebody with two is in both. */
  readonly methods: readonly { readonly method: SelectableMethod; readonly people: number }[];
}

/** What the step after the password means. */
export function outlookOf(covered: boolean, step: Step): Outlook {
  switch (step.kind) {
    case 'refuse':
      return step.reason === 'no-method-left' ? 'stuck' : 'shut';
    case 'bind-authenticator':
      return step.grace === null ? 'set-up' : 'grace';
    case 'ask-proof':
      if (step.admits === 'set-up') return 'set-up';
      return covered ? 'ready' : 'as-before';
    default:
      return covered ? 'ready' : 'as-before';
  }
}

/** Counts who was seen. A kind that nobody is of is left out. */
export function countSeen(accepted: readonly SelectableMethod[], seen: readonly Seen[]): DryRunCounts {
  const covered = seen.filter(({ outlook }) => outlook !== 'as-before' && outlook !== 'shut');
  return {
    people: seen.length,
    covered: covered.length,
    byOutlook: countOutlooks(seen),
    kinds: MEMBER_KINDS.flatMap((kind) => {
      const own = seen.filter((one) => one.kind === kind);
      return own.length === 0 ? [] : [{ kind, people: own.length, byOutlook: countOutlooks(own) }];
    }),
    methods: accepted.map((method) => ({
      method,
      people: covered.filter(({ methods }) => methods.includes(method)).length,
    })),
  };
}

function countOutlooks(seen: readonly Seen[]): OutlookCounts {
  const counts = Object.fromEntries(OUTLOOKS.map((outlook) => [outlook, 0])) as Record<Outlook, number>;
  for (const { outlook } of seen) counts[outlook] += 1;
  return counts;
}
