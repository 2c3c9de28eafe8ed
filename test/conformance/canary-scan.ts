/** Where a secret could have been left behind. */
export const PLACES = [
  'log',
  'database',
  'audit',
  /** What leaves to be kept elsewhere: exports of the trail, evidence packs, receipts, reports. */
  'files',
  'mail headers',
  'mails',
  'addresses',
  'answer headers',
  /** And what commands print. */
  'pages',
] as const;

/** One of them. */
export type Place = (typeof PLACES)[number];

/** Something that was left behind, with a name for where exactly. */
export interface Trace {
  readonly place: Place;
  readonly where: string;
  readonly text: string;
}

/** A secret that occurred. */
export interface Secret {
  readonly name: string;
  /** As it was typed or shown. */
  readonly text: string;
  /** The bytes that it stands for, where it stands for some. */
  readonly bytes?: Uint8Array;
  /** Six digits occur by chance: then only whole words count, and not in the database or on pages, where such numbers are usual. */
  readonly word?: true;
  /** Traces where it has to be. */
  readonly meant?: (trace: Trace) => boolean;
}

/** A secret that was found where it must not be. */
export interface Finding {
  readonly secret: string;
  readonly place: Place;
  readonly where: string;
}

/** Looks for every form of every secret in every trace. */
export function scan(secrets: readonly Secret[], traces: readonly Trace[]): readonly Finding[] {
  const lowered = traces.map((trace) => ({ trace, lower: trace.text.toLowerCase() }));
  return secrets.flatMap((secret) => {
    const forms = formsOf(secret);
    return lowered
      .filter(({ trace, lower }) => occurs(secret, forms, trace, lower) && secret.meant?.(trace) !== true)
      .map(({ trace: { place, where } }) => ({ secret: secret.name, place, where }));
  });
}

/**
 * Plants every secret in every place and in every form; returns what was not found. Six digits are looked for only where they mean
 * something, and others are meant to be wherever a kind of place may hold them.
 */
export function missedWhenPlanted(secrets: readonly Secret[]): readonly string[] {
  return secrets.flatMap((secret) =>
    PLACES.flatMap((place) => {
      const planted = (text: string): Trace => ({ place, where: 'planted', text });
      if (secret.word === true || secret.meant?.(planted('')) === true) return [];
      const forms = formsOf(secret).filter((form) => scan([secret], [planted(`{"note":"${form} "}`)]).length !== 1);
      return forms.map((form) => `${secret.name} in ${place} as ${form}`);
    }),
  );
}

function occurs({ word, text }: Secret, forms: readonly string[], { place }: Trace, lower: string): boolean {
  if (word !== true) return forms.some((form) => lower.includes(form));
  if (place === 'database' || place === 'pages') return false;
  return new RegExp(`(?<![\\w.-])${text}(?![\\w-])`).test(lower);
}

/** A secret as it could be written, in lower case: case does not hide anything. */
export function formsOf({ text, bytes }: Secret): readonly string[] {
  const bare = text.replaceAll(/[\s-]/g, '');
  const texts = [...new Set([text, bare, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)])];
  const raw = [text, bare]
    .map((one) => Buffer.from(one, 'utf8'))
    .concat(bytes === undefined ? [] : [Buffer.from(bytes)]);
  const encoded = raw.flatMap((one) => [one.toString('hex'), ...inBase64(one)]);
  return [...new Set([...texts, ...encoded].map((one) => one.toLowerCase()))];
}

/** Base64 of the bytes wherever they begin within a longer text, without the signs that their neighbours decide. */
function inBase64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const own = whole.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
