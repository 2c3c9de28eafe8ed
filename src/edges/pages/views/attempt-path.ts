import type { Page } from '../../../domain/sign-in/run/page.ts';

/** The address of this attempt's page, with one of its faces: where links lead, and where forms post, so that it stays in the address bar. */
export function attemptPath(page: Page, face?: 'methods' | 'key'): string {
  const query = page.attempt === null ? '' : `?attempt=${encodeURIComponent(page.attempt.id)}`;
  return face === undefined || query === '' ? `/sign-in${query}` : `/sign-in${query}&${face}`;
}
