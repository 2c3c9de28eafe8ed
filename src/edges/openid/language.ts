import { LOCALES, type Locale } from '../../domain/accounts/decide/account.ts';

const MOST_WISHES = 20;

/** The first language of `ui_locales` that our pages speak (OpenID Connect Core §3.1.2.1); null: none. `es-MX` finds `es`. */
export function askedLanguage(uiLocales: unknown): Locale | null {
  if (typeof uiLocales !== 'string') return null;
  const wishes = uiLocales.toLowerCase().split(' ', MOST_WISHES);
  const found = wishes.map((wish) => LOCALES.find((locale) => wish === locale || wish.startsWith(`${locale}-`)));
  return found.find((locale) => locale !== undefined) ?? null;
}
