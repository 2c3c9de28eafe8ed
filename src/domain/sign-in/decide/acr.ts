/** How well a person was proved (sign-in.md section D), weakest first. */
export const ACR_LADDER = ['aal1', 'two-step', 'aal2', 'phr'] as const;

/** One rung of that ladder. */
export type Acr = (typeof ACR_LADDER)[number];
