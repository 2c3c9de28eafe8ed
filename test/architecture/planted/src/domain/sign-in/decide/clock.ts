/** Reads the clock and rolls a die. */
export function chance(): number {
  return Date.now() * Math.random();
}
