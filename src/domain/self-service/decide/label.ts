/** Longest name of an authenticator, in code points. */
export const LABEL_MAX = 60;

/** A name as it is kept: one line, no invisible or direction-changing characters; null where nothing or too much is left. */
export function labelOf(typed: string): string | null {
  const label = typed
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const { length } = [...label];
  return length === 0 || length > LABEL_MAX ? null : label;
}
