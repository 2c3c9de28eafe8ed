import type { AddressProblem, AddressUse } from './address.ts';
import type { KeysProblem } from './keys.ts';
import type { ResourceProblem } from './resources.ts';

/** Why an act on a client was refused. Closed; every edge says each in words of its own. */
export type ClientRefusal =
  | { readonly reason: PlainClientReason }
  | {
      readonly reason: 'address-refused';
      readonly use: AddressUse;
      readonly address: string;
      readonly problem: AddressProblem;
    }
  | { readonly reason: 'resource-refused'; readonly resource: string; readonly problem: ResourceProblem };

/** Reasons that say all there is to say. */
export type PlainClientReason =
  | KeysProblem
  | 'client-unknown'
  | 'organization-unknown'
  | 'organization-disabled'
  | 'name-malformed'
  | 'support-malformed'
  /** A confidential client proves itself, by a secret or by keys; all others cannot. */
  | 'auth-unfit'
  /** It signs its assertions, and no key was given to check them. */
  | 'keys-missing'
  /** It does not sign assertions. */
  | 'keys-unexpected'
  | 'redirect-missing'
  /** A device has no browser that could be sent back. */
  | 'redirect-unexpected'
  /** More than 20 of one use. */
  | 'addresses-too-many'
  /** Only a confidential client has a server that could be told. */
  | 'backchannel-unexpected'
  /** More than 20. */
  | 'resources-too-many'
  /** It has no secret that could be made anew. */
  | 'no-secret'
  | 'unchanged';
