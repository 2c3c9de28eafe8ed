import type { Page, PageApplication } from '../../../domain/sign-in/run/page.ts';

/** The address of this attempt's page, with one of its faces: where links lead, and where forms post, so that it stays in the address bar. */
export function attemptPath(page: Page, face?: 'methods' | 'key'): string {
  const query = page.attempt === null ? '' : `?attempt=${encodeURIComponent(page.attempt.id)}`;
  return face === undefined || query === '' ? `/sign-in${query}` : `/sign-in${query}&${face}`;
}

/** Where a sign-in begins anew: on the first page of the application's request, where one sent the person. */
export function startPath({ application }: Page): string {
  return application === null ? '/sign-in' : interactionPath(application.uid);
}

/** The address of an application's request, or of what can be done with it. */
export function interactionPath(uid: string, act?: 'consent' | 'cancel'): string {
  const path = `/openid/interaction/${encodeURIComponent(uid)}`;
  return act === undefined ? path : `${path}/${act}`;
}

/** Leads back to the application with nothing proved; it is told where it demanded more than could be. */
export function cancelPath({ uid }: PageApplication, { step }: Page): string {
  const unmet = step.kind === 'refuse' && step.reason === 'demand-unmet';
  return `${interactionPath(uid, 'cancel')}${unmet ? '?unmet' : ''}`;
}

/** Where a link is asked for by somebody who cannot sign in; the attempt's address fills the field there. */
export function linkAskedPath({ attempt }: Page, path: '/forgot' | '/unlock'): string {
  return attempt === null ? path : `${path}?attempt=${encodeURIComponent(attempt.id)}`;
}
