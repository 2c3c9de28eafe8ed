import type { OwnEvent } from '../../../../domain/self-service/run/activity.ts';
import type { OpenSession, TrustedBrowser } from '../../../../domain/self-service/run/places.ts';
import type { EpochMs } from '../../../../platform/kernel/time.ts';
import type { Person } from '../contract.ts';

/** Something with a network address, and its country where a table is configured. */
type Placed<T> = T & { readonly country: string | null };

/** `/account/security/sessions`. Posts to `…/sessions/<id>/end`, `…/sessions/end-others`, `…/browsers/<id>/forget` and `…/browsers/forget-all`. */
export interface PlacesView {
  readonly person: Person;
  readonly now: EpochMs;
  readonly sessions: readonly Placed<OpenSession>[];
  readonly browsers: readonly TrustedBrowser[];
}

/** `/account/security/activity`. */
export interface ActivityView {
  readonly person: Person;
  readonly now: EpochMs;
  readonly events: readonly Placed<Omit<OwnEvent, 'id' | 'name'>>[];
}
