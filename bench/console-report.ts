import { median } from './auc.ts';
import { NOT_SENT } from './console-forms.ts';
import { consoleRoutes, SLOWER, TARGET_MS } from './console-pages.ts';
import type { Measured } from './console-visitor.ts';

/** Prints what was measured on an engine. False: something is slower than it may be, failed, or was not measured at all. */
export function report(engine: string, measured: readonly Measured[]): boolean {
  const lines = linesOf(measured);
  console.log(`\n${engine}: ${'median'.padStart(8)} ${'p95'.padStart(8)} ms`);
  for (const { took, name } of lines)
    console.log(`${' '.repeat(engine.length + 2)}${ms(median(took))} ${ms(p95(took))} ${name}`);
  const failures = [
    ...lines.filter(isSlow).map(({ took, name, route, method }) => {
      return `TOO SLOW, ${median(took).toFixed(0)} of ${limitOf(method, route)} ms: ${name}`;
    }),
    ...new Set(measured.flatMap((one) => (one.trouble === null ? [] : [`FAILED: ${nameOf(one)}: ${one.trouble}`]))),
    ...unmeasured(measured),
  ];
  for (const failure of failures) console.log(failure);
  for (const [route, why] of Object.entries(NOT_SENT)) console.log(`Not sent: POST ${route}, which ${why}.`);
  for (const [name, { ms: limit, why }] of Object.entries(SLOWER))
    console.log(`May take ${limit} ms: ${name}, which ${why}.`);
  console.log(`Everything else must be done within ${TARGET_MS} ms in the middle. ${failures.length} failures.`);
  return failures.length === 0;
}

interface Line extends Pick<Measured, 'method' | 'route' | 'took'> {
  readonly name: string;
}

/** A page as each role gets it is a line; a form is one, whatever it was sent about. */
function linesOf(measured: readonly Measured[]): readonly Line[] {
  const fine = measured.filter(({ took }) => took.length > 0);
  return [...Map.groupBy(fine, nameOf)].flatMap(([name, all]) => {
    const [first] = all;
    return first === undefined ? [] : [{ ...first, name, took: all.flatMap(({ took }) => took) }];
  });
}

function nameOf({ role, method, route, path }: Measured): string {
  return `${role.padEnd(18)} ${method.padEnd(4)} ${method === 'GET' ? path : route}`;
}

function isSlow({ method, route, took }: Line): boolean {
  return median(took) > limitOf(method, route);
}

function limitOf(method: string, route: string): number {
  return SLOWER[`${method} ${route}`]?.ms ?? TARGET_MS;
}

function unmeasured(measured: readonly Measured[]): readonly string[] {
  const wanted = [
    ...consoleRoutes('GET').map((route) => `GET ${route}`),
    ...consoleRoutes('POST')
      .filter((route) => !(route in NOT_SENT))
      .map((route) => `POST ${route}`),
  ];
  const done = new Set(measured.filter(({ took }) => took.length > 0).map(({ method, route }) => `${method} ${route}`));
  return wanted.filter((one) => !done.has(one)).map((one) => `UNMEASURED: ${one}`);
}

function ms(value: number): string {
  return value.toFixed(1).padStart(8);
}

function p95(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
