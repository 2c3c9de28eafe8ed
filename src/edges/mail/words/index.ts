import type { Locale } from '../../../domain/accounts/decide/account.ts';
import { createLanguages, type KeyOf, type Words } from '../../../platform/i18n.ts';
import { en, type MailCatalog } from './en.ts';
import { es } from './es.ts';

/** The mails' words in one language. */
export type MailWords = Words<KeyOf<MailCatalog>>;

/** The mails' words by language. */
export const mailWordsFor: (locale: Locale) => MailWords = createLanguages<MailCatalog, Locale>({ en, es }, 'en');
