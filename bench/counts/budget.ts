/** What may be spent at most: a number, or more of them under names. */
export interface Budget {
  readonly [name: string]: number | Budget;
}

/** One figure that differs from what is committed. */
export interface Difference {
  readonly where: string;
  readonly found: number | null;
  readonly budget: number | null;
}

/** What grew, what is new, and what nobody measures any more; and what shrank, so that the budget can follow. */
export interface Comparison {
  readonly broken: readonly Difference[];
  readonly shrunk: readonly Difference[];
}

/** Holds what was found against what may be spent. */
export function compareBudgets(found: Budget, budget: Budget): Comparison {
  const [spent, allowed] = [flat(found), flat(budget)];
  const all = [...new Set([...spent.keys(), ...allowed.keys()])].map((where) => ({
    where,
    found: spent.get(where) ?? null,
    budget: allowed.get(where) ?? null,
  }));
  return {
    broken: all.filter((one) => one.found === null || one.budget === null || one.found > one.budget),
    shrunk: all.filter((one) => one.found !== null && one.budget !== null && one.found < one.budget),
  };
}

/** One line for a person. */
export function tellDifference({ where, found, budget }: Difference): string {
  if (budget === null) return `${where}: ${found}, and no budget says how much it may be`;
  if (found === null) return `${where}: nobody counts it any more`;
  return `${where}: ${found}, at most ${budget}`;
}

function flat(budget: Budget, before = ''): Map<string, number> {
  const figures = new Map<string, number>();
  for (const [name, value] of Object.entries(budget)) {
    const where = before === '' ? name : `${before}, ${name}`;
    if (typeof value === 'number') figures.set(where, value);
    else for (const [deeper, figure] of flat(value, where)) figures.set(deeper, figure);
  }
  return figures;
}
