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

/** What a member meets. */
export interface Seen {
  readonly kind: MemberKind;
  readonly outlook: Outlook;
  /** What is bound and in use, each kind once. */
  readonly methods: readonly MethodKind[];
}

/** Members who are alike in a dry run. */
export interface SeenPeople extends Seen {
  readonly people: number;
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
export function countSeen(accepted: readonly SelectableMethod[], seen: readonly SeenPeople[]): DryRunCounts {
  const covered = seen.filter(({ outlook }) => outlook !== 'as-before' && outlook !== 'shut');
  return {
    people: sum(seen),
    covered: sum(covered),
    byOutlook: countOutlooks(seen),
    kinds: MEMBER_KINDS.flatMap((kind) => {
      const own = seen.filter((one) => one.kind === kind);
      return own.length === 0 ? [] : [{ kind, people: sum(own), byOutlook: countOutlooks(own) }];
    }),
    methods: accepted.map((method) => ({
      method,
      people: sum(covered.filter(({ methods }) => methods.includes(method))),
    })),
  };
}

function countOutlooks(seen: readonly SeenPeople[]): OutlookCounts {
  const counts = Object.fromEntries(OUTLOOKS.map((outlook) => [outlook, 0])) as Record<Outlook, number>;
  for (const { outlook, people } of seen) counts[outlook] += people;
  return counts;
}

function sum(seen: readonly SeenPeople[]): number {
  return seen.reduce((all, { people }) => all + people, 0);
}
