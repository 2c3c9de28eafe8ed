/** Who asks for passkeys, in WebAuthn's words. All of it is configuration, never taken from a request. */
export interface RelyingParty {
  /** Shown by the browser's dialog. */
  readonly name: string;
  /** rpID: a domain name. */
  readonly id: string;
  /** The one origin that ceremonies may come from. */
  readonly origin: string;
}
