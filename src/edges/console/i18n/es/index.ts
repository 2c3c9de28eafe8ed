import type { en } from '../en/index.ts';
import { acts } from './acts.ts';
import { audit } from './audit.ts';
import { events } from './events.ts';
import { look } from './look.ts';
import { people } from './people.ts';
import { traces } from './traces.ts';

/** Spanish, written and not translated. A missing or extra sentence does not compile. */
export const es: typeof en = {
  ...look,
  ...acts,
  ...audit,
  ...events,
  ...people,
  ...traces,
};
