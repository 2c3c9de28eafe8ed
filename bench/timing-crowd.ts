/** Whose address is typed: nobody must be able to tell these apart before a correct password. */
export const KINDS = ['set-up', 'mandate', 'plain', 'disabled', 'unknown'] as const;

/** One of them. */
export type Kind = (typeof KINDS)[number];

/** Addresses of each kind. */
export type Crowd = Readonly<Record<Kind, readonly string[]>>;
