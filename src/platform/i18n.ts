import i18next from 'i18next';
import type { EpochMs } from './kernel/time.ts';

/** Sentences by name, in groups. Plurals end in `_one` and `_other`; values stand in double braces. */
export interface Catalog {
  readonly [name: string]: string | Catalog;
}

type WithoutPlural<Name extends string> = Name extends `${infer Base}_one` | `${infer Base}_other` ? Base : Name;

/** The dotted names of a catalog's sentences: a name that does not exist does not compile. */
export type KeyOf<C> = {
  [Name in keyof C & string]: C[Name] extends string ? WithoutPlural<Name> : `${Name}.${KeyOf<C[Name]>}`;
}[keyof C & string];

/** What a sentence is filled with; `count` also picks its plural. */
export type Values = Readonly<Record<string, string | number>>;

/** A person's language: its sentences, its direction, its way of writing times. */
export interface Words<Key extends string> {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** One sentence, filled. Nothing is escaped: whoever writes HTML escapes. */
  t(key: Key, values?: Values): string;
  /** A wait in one unit, rounded up so that nobody comes back too early: "24 seconds", "4 minutes". */
  duration(ms: number): string;
  /** Seen from `now`, in the coarsest unit that fits: "in 4 minutes", "3 days ago". */
  relative(at: EpochMs, now: EpochMs): string;
  /** The day in UTC, in full: "November 24, 2026". */
  day(at: EpochMs): string;
  /** "A, B and C". */
  list(items: readonly string[]): string;
}

/** Builds the languages of one edge. Every catalog has the shape of the first, so that a missing sentence does not compile. */
export function createLanguages<C extends Catalog, Locale extends string>(
  catalogs: Readonly<Record<Locale, C>>,
  source: NoInfer<Locale>,
): (locale: Locale) => Words<KeyOf<C>> {
  const instance = i18next.createInstance();
  const resources = Object.fromEntries(
    Object.entries<C>(catalogs).map(([locale, catalog]) => [locale, { translation: catalog }]),
  );
  void instance.init({
    resources,
    fallbackLng: source,
    initAsync: false,
    nsSeparator: false,
    returnNull: false,
    interpolation: { escapeValue: false },
  });
  const made = new Map<Locale, Words<KeyOf<C>>>();
  return (locale) => {
    const words = made.get(locale) ?? wordsOf<KeyOf<C>>(locale, instance.getFixedT(locale) as Translate);
    made.set(locale, words);
    return words;
  };
}

/** i18next without its own typing of names: ours is {@link KeyOf}. */
type Translate = (key: string, values: Values) => string;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

function wordsOf<Key extends string>(locale: string, translate: Translate): Words<Key> {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return {
    locale,
    direction: directionOf(locale),
    t: (key, values = {}) => translate(key, values),
    duration: (ms) => {
      const { unit, amount } = inOneUnit(ms, Math.ceil);
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
    },
    relative: (at, now) => {
      const { unit, amount } = inOneUnit(Math.abs(at - now), at <= now ? Math.round : Math.ceil);
      // What happened at this very moment has happened.
      return relative.format(at <= now ? -amount : amount, unit);
    },
    day: (at) => day.format(at),
    list: (items) => list.format(items),
  };
}

/** A larger unit only from two of it on, or where it fits exactly: "90 minutes" says more than "2 hours". */
function inOneUnit(ms: number, round: (amount: number) => number): { unit: (typeof UNITS)[number][0]; amount: number } {
  for (const [unit, size] of UNITS) {
    if (ms >= 2 * size || ms === size) return { unit, amount: round(ms / size) };
  }
  return { unit: 'second', amount: Math.max(1, round(ms / 1_000)) };
}

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(new Intl.Locale(locale).language) ? 'rtl' : 'ltr';
}
