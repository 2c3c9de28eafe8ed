import { acts } from './acts.ts';
import { look } from './look.ts';
import { people } from './people.ts';
import { resets } from './resets.ts';

/** The source language of the console. */
export const en = {
  ...look,
  ...acts,
  ...people,
  ...resets,
};
