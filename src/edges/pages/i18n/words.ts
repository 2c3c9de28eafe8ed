import type { Locale } from '../../../domain/accounts/decide/account.ts';
import { createLanguages, type KeyOf, type Words } from '../../../platform/i18n.ts';
import { en } from './en/index.ts';
import { es } from './es/index.ts';

/** Name of a sentence of the pages. */
export type PageKey = KeyOf<typeof en>;

/** The pages' words in one language. */
export type PageWords = Words<PageKey>;

/** The pages' words by language. */
export const wordsFor: (locale: Locale) => PageWords = createLanguages({ en, es }, 'en');

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };
