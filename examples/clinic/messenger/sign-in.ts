import * as client from 'openid-client';
import { listenOnLoopback } from './loopback.ts';

/** What signing in gives. */
export type SignedIn = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

/** What is told to the person, a line at a time. */
export type Say = (line: string) => void;

const SCOPE = 'openid profile email organizations offline_access';
/** A first sign-in under a mandate includes setting up an app. */
const PATIENCE_MS = 30 * 60_000;

/** Finds the issuer. There is no secret: whatever is in a program on somebody's computer is no secret (RFC 8252 §8.5). */
export function findIssuer(issuer: string, clientId: string): Promise<client.Configuration> {
  const options = issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {};
  return client.discovery(new URL(issuer), clientId, undefined, client.None(), options);
}

/** Signs in with the browser of this computer (RFC 8252). Rejects when the issuer refuses, or nobody comes back in time. */
export async function signInOverLoopback(config: client.Configuration, say: Say): Promise<SignedIn> {
  const loopback = await listenOnLoopback();
  try {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const address = client.buildAuthorizationUrl(config, {
      redirect_uri: loopback.redirectUri,
      scope: SCOPE,
      // Without it there is no refresh token (OpenID Connect Core §11).
      prompt: 'consent',
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const cameBack = loopback.cameBack(state, AbortSignal.timeout(PATIENCE_MS));
    say(`Open this address in your browser:\n\n  ${address.href}\n`);
    return await client.authorizationCodeGrant(config, await cameBack, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
  } finally {
    loopback.close();
  }
}

/**
 * Signs in with any other browser (RFC 8628): asks again as often as the issuer allows, and slower when it says `slow_down`.
 * Rejects when the person denies it or the code runs out.
 */
export async function signInFromAnotherDevice(config: client.Configuration, say: Say): Promise<SignedIn> {
  const begun = await client.initiateDeviceAuthorization(config, { scope: SCOPE });
  // Not the address that holds the code already: typing it is what shows that this device is in front of the person (§5.4).
  say(`On any device, open\n\n  ${begun.verification_uri}\n\nand type this code:\n\n  ${begun.user_code}\n`);
  const answer = await client.pollDeviceAuthorizationGrant(config, begun);
  if (answer.claims() === undefined) throw new Error('the sign-in service did not say who you are');
  return answer;
}
