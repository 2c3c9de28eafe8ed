/** Not a number. */
export const count: number = 'one';
