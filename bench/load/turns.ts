/** Numbers below `count` in turn, from 0. */
export function nextOf(count: number): () => number {
  let last = -1;
  return () => {
    last = (last + 1) % count;
    return last;
  };
}
