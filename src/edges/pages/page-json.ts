import type { Page, StepViews } from '../../domain/sign-in/run/page.ts';

/** The JSON twin of a sign-in page; docs/json.md describes it. */
export interface PageDocument {
  /** For `x-csrf-token` of the next POST. */
  readonly csrf: string;
  readonly page: PageFields;
  /** False: the answer was to another step or version; nothing was checked. */
  readonly accepted: boolean;
  readonly signedIn: boolean;
  /** Where to go once signed in. */
  readonly next: string | null;
}

/** What of a page is public. A field that is added to a page is not, until it is named here. */
type PageFields = Pick<
  Page,
  'application' | 'attempt' | 'step' | 'problem' | 'address' | 'organizations' | 'support' | 'setUp' | 'now'
> & { readonly views: StepViews };

/** Makes the JSON twin. */
export function pageDocument(
  page: Page,
  csrf: string,
  answered: { readonly accepted: boolean; readonly next: string | null } = { accepted: true, next: null },
): PageDocument {
  const { application, attempt, step, problem, address, organizations, support, setUp, now } = page;
  const { challenge, passkeyFirst, binding, recoveryCode, trustOptions, work, passwordMinimum } = page.views;
  return {
    csrf,
    page: {
      application: application && {
        uid: application.uid,
        name: application.name,
        support: application.support,
        loginHint: application.loginHint,
        returnTo: application.returnTo,
      },
      attempt: attempt && { id: attempt.id, version: attempt.version, expiresAt: attempt.expiresAt },
      step,
      problem,
      address,
      organizations,
      support,
      setUp,
      views: { challenge, passkeyFirst, binding, recoveryCode, trustOptions, work, passwordMinimum },
      now,
    },
    accepted: answered.accepted,
    signedIn: answered.next !== null,
    next: answered.next,
  };
}
