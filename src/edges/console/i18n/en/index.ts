import { acts } from './acts.ts';
import { audit } from './audit.ts';
import { events } from './events.ts';
import { look } from './look.ts';
import { people } from './people.ts';
import { traces } from './traces.ts';

/** The source language of the console. */
export const en = {
  ...look,
  ...acts,
  ...audit,
  ...events,
  ...people,
  ...traces,
};
