import { LOCALES } from '../../accounts/decide/account.ts';
import type { Visitor } from '../../sign-in/run/records.ts';
import { ownEvent, type SelfServiceDeps } from './own-change.ts';
import { type Ended, takeAway } from './take-away.ts';

/** The language of one's mails and pages. */
export interface OwnLanguage {
  /** `gone`: nothing is written in that language. */
  choose(visitor: Visitor, locale: unknown): Promise<Ended>;
}

/** One's own language. It gives nobody anything, so a session is enough. */
export function createOwnLanguage(deps: SelfServiceDeps): OwnLanguage {
  return {
    choose: (visitor, stated) =>
      takeAway(deps, visitor, ({ snapshot }) => {
        const locale = LOCALES.find((one) => one === stated);
        if (locale === undefined) return 'gone';
        if (locale === snapshot.account.locale) return 'done';
        return {
          account: { id: snapshot.account.id, locale },
          audit: [ownEvent(deps, snapshot, visitor, 'account.language-changed', { locale })],
        };
      }),
  };
}
