import type { Locale } from '../../../domain/accounts/decide/account.ts';
import { createLanguages, type KeyOf, type Words } from '../../../platform/i18n.ts';
import { en } from './en/index.ts';
import { es } from './es/index.ts';

/** The console's words in one language. */
export type ConsoleWords = Words<KeyOf<typeof en>>;

/** The console's words by language. */
export const wordsFor: (locale: Locale) => ConsoleWords = createLanguages({ en, es }, 'en');

/** What each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };
