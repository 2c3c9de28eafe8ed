/** Crockford's base32: no I, L, O or U, so that a code can be read aloud and typed from paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Every whole group of 5 bits as one symbol, most significant first; bits that are left over are dropped. */
export function crockford(bytes: Uint8Array): string {
  let symbols = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      symbols += ALPHABET.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return symbols;
}

/**
 * A typed Crockford code of `length` symbols: spaces and dashes do not matter, nor does case, and O, I and L are read
 * as 0, 1 and 1. Null when it is anything else.
 */
export function readCrockford(typed: string | undefined, length: number): string | null {
  const bare = withoutSeparators(typed);
  // ASCII first: some foreign letters become ASCII ones in upper case.
  if (bare.length !== length || !/^[0-9A-Za-z]+$/.test(bare)) return null;
  const symbols = bare.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return symbols.includes('U') ? null : symbols;
}

/** `length` ASCII digits as typed, without spaces and dashes; null when it is anything else. */
export function readDigits(typed: string | undefined, length: number): string | null {
  const bare = withoutSeparators(typed);
  return bare.length === length && /^[0-9]+$/.test(bare) ? bare : null;
}

/** A code cut into groups, for reading aloud. */
export function inGroups(code: string, size: number, separator: string): string {
  return code.match(new RegExp(`.{1,${size}}`, 'g'))?.join(separator) ?? '';
}

/** Longer texts are no codes: their separators are not even looked for. */
const LONGEST_TYPED = 256;

function withoutSeparators(typed: string | undefined): string {
  return typed === undefined || typed.length > LONGEST_TYPED ? '' : typed.replace(/[\s-]/g, '');
}
