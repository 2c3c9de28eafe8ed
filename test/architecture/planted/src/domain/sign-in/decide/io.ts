/** Speaks to the world. */
export function speak(): void {
  console.log('hello');
}
