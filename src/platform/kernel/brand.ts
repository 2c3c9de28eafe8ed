declare const brand: unique symbol;

/** A value that the compiler keeps apart from others of the same shape: an account's id is never an organization's. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
