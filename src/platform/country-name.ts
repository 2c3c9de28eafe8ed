/** The name of a country by its two letters (ISO 3166), in a language. A code that stands for none is shown as it is. */
export function countryName(locale: string, code: string): string {
  return new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(code) ?? code;
}
