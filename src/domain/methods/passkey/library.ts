/**
 * The WebAuthn library. With certificates, ASN.1 and every form of attestation it takes a fifth of a start and 10 MB, so it
 * comes with the first passkey that is made or used.
 */
export const webauthn = () => import('@simplewebauthn/server');

/** Its parts for reading what authenticators say. */
export const webauthnHelpers = () => import('@simplewebauthn/server/helpers');
