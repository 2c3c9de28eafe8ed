import { en } from '../i18n/en/index.ts';

/** Names the sentence that says what was just done. */
export type Done = keyof typeof en.done;

/** The sentence that an address names; null: none of ours. */
export function doneOf(stated: unknown): Done | null {
  return typeof stated === 'string' && Object.hasOwn(en.done, stated) ? (stated as Done) : null;
}
