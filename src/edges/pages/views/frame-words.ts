import { type PageWords, wordsFor } from '../i18n/words.ts';
import type { Chrome } from './contract.ts';

/** What every view writes with: the words of the person's language and what is around the page. */
export interface Frame {
  readonly chrome: Chrome;
  readonly words: PageWords;
  /** Where to get help here: the organization's contact, else the instance's own. */
  readonly support: string | null;
}

/** The frame of a page; `support` is the organization's contact, where one is known. */
export function frameOf(chrome: Chrome, support: string | null): Frame {
  return { chrome, words: wordsFor(chrome.locale), support: support ?? chrome.instanceSupport };
}
