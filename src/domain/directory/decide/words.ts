/** Most words that one person is found under. */
const WORDS_MAX = 24;
/** Longest word that is kept, in UTF-16 code units: whoever types more has found who they look for. */
const WORD_LENGTH_MAX = 80;

/** A word as it is kept and looked for: without marks, in lower case. */
export function foldWord(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().normalize('NFC').slice(0, WORD_LENGTH_MAX);
}

/** The words that somebody is found under: those of the name, the address, and the parts of its local part. */
export function searchWords(name: string, address: string): readonly string[] {
  const whole = foldWord(address);
  const local = whole.slice(0, whole.lastIndexOf('@'));
  const named = foldWord(name).split(/[^\p{L}\p{N}]+/u);
  const parts = local.split(/[^\p{L}\p{N}]+/u);
  return [...new Set([whole, ...named, ...parts])].filter((word) => word !== '').slice(0, WORDS_MAX);
}
