import type { en } from '../en/index.ts';
import { acts } from './acts.ts';
import { audit } from './audit.ts';
import { branding } from './branding.ts';
import { breakGlass } from './break-glass.ts';
import { events } from './events.ts';
import { importing } from './import.ts';
import { look } from './look.ts';
import { mandates } from './mandates.ts';
import { people } from './people.ts';

/** Spanish, written and not translated. A missing or extra sentence does not compile. */
export const es: typeof en = {
  ...look,
  ...acts,
  ...mandates,
  ...audit,
  ...branding,
  ...events,
  ...importing,
  ...people,
  ...breakGlass,
};
