/** Nobody imports this. */
export const dead = 1;
