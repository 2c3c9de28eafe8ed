/** A part of an `Accept…` header: its value in lower case and its weight (RFC 9110 §12.4.2). */
interface Wish {
  readonly value: string;
  readonly weight: number;
}

const MOST_WISHES = 30;

/** Whether a client prefers JSON to HTML. Browsers never do. */
export function prefersJson(accept: string | undefined): boolean {
  const wishes = parseWishes(accept);
  const json = weightOf(wishes, ['application/json', 'application/problem+json']);
  return json > 0 && json >= weightOf(wishes, ['text/html', 'application/xhtml+xml']);
}

/** The best of the available languages; the first one when none fits. `es-MX` finds `es`. */
export function pickLanguage<L extends string>(acceptLanguage: string | undefined, available: readonly [L, ...L[]]): L {
  for (const wish of parseWishes(acceptLanguage)) {
    const found = available.find((one) => wish.value === one || wish.value.startsWith(`${one}-`));
    if (found !== undefined && wish.weight > 0) return found;
  }
  return available[0];
}

/** Encodings that we offer and the client takes, the smaller first. */
export function pickEncoding(acceptEncoding: string | undefined): 'br' | 'gzip' | null {
  const wishes = parseWishes(acceptEncoding);
  if (weightOf(wishes, ['br']) > 0) return 'br';
  return weightOf(wishes, ['gzip']) > 0 ? 'gzip' : null;
}

function parseWishes(header: string | undefined): readonly Wish[] {
  const wishes = (header ?? '').slice(0, 1_000).toLowerCase().split(',', MOST_WISHES).map(parseWish);
  return wishes.sort((left, right) => right.weight - left.weight);
}

function parseWish(part: string): Wish {
  const [value = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice('q='.length));
  return { value, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}

function weightOf(wishes: readonly Wish[], values: readonly string[]): number {
  return wishes.find((wish) => values.includes(wish.value))?.weight ?? 0;
}
