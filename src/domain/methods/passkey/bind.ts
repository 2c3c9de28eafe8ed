import { browserName } from '../../../platform/browser-name.ts';
import type { BindCeremony, Binding, Ceremony, NewBinding, Subject } from '../method.ts';
import { type AuthenticatorData, personVerified, readAuthenticatorData } from './authenticator-data.ts';
import { challengeOf, challengeText, DIALOG_MS } from './challenge.ts';
import { webauthn, webauthnHelpers } from './library.ts';
import { providerOf } from './provider.ts';
import { ALGORITHMS, isAcceptable } from './public-key.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Registration, ranAtTheTop, readRegistration } from './response.ts';
import { formatSecret, parseSecret } from './secret.ts';
import type { PasskeyCreationOptions } from './view.ts';

/**
 * Binding a passkey (WebAuthn L3 §7.1): in set-up any authenticator, for trust this device's own. Nothing is pending.
 * Making one in set-up counts as using it; when a device is trusted the caller has proved itself already.
 */
export function bindPasskey(party: RelyingParty, key: Uint8Array): BindCeremony {
  return {
    start: () => '',
    view: (ceremony, subject, _pending, existing) => creationOptions(party, key, ceremony, subject, existing),
    async finish(ceremony, _pending, answer, userAgent) {
      const registration = readRegistration(answer.credential);
      const data = registration === null ? null : await attestedData(registration);
      if (registration === null || data === null || !isSameCredential(registration, data)) {
        return { outcome: 'rejected', reason: 'malformed' };
      }
      if (!ranAtTheTop(registration.response.clientDataJSON)) return { outcome: 'rejected', reason: 'mismatch' };
      if (!personVerified(data)) return { outcome: 'rejected', reason: 'not-verified' };
      const fits =
        (await isAcceptable(data.credentialPublicKey ?? new Uint8Array())) &&
        isWhereAsked(ceremony, registration) &&
        (await isGenuine(party, challengeText(key, ceremony), registration));
      if (!fits) return { outcome: 'rejected', reason: 'mismatch' };
      return { outcome: 'bound', binding: await newBinding(ceremony, registration, data, userAgent) };
    },
  };
}

async function creationOptions(
  party: RelyingParty,
  key: Uint8Array,
  ceremony: Ceremony,
  subject: Subject,
  existing: readonly Binding[],
): Promise<PasskeyCreationOptions> {
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userID: Uint8Array.from(Buffer.from(subject.accountId, 'utf8')),
    userName: subject.address,
    userDisplayName: subject.name,
    challenge: challengeOf(key, ceremony),
    timeout: DIALOG_MS,
    attestationType: 'none',
    supportedAlgorithmIDs: [...ALGORITHMS],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    ...(ceremony.purpose === 'trust' && { preferredAuthenticatorType: 'localDevice' }),
    ...(ceremony.purpose === 'security-key' && { preferredAuthenticatorType: 'securityKey' }),
    excludeCredentials: existing.map(({ externalId, secret }) => ({
      id: externalId ?? '',
      transports: [...parseSecret(secret).transports],
    })),
  });
}

/**
 * The authenticator data of a new credential. Attestation is not asked for, so only its absence and self attestation are
 * taken: checking a certificate that somebody made up would fetch the revocation list that it names.
 */
async function attestedData(registration: Registration): Promise<AuthenticatorData | null> {
  const { decodeAttestationObject } = await webauthnHelpers();
  try {
    const bytes = Buffer.from(registration.response.attestationObject, 'base64url');
    const attestation = decodeAttestationObject(Uint8Array.from(bytes));
    const format = attestation.get('fmt');
    const isUnattested =
      format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
    return isUnattested ? await readAuthenticatorData(attestation.get('authData')) : null;
  } catch {
    return null;
  }
}

function isSameCredential({ id }: Registration, { credentialID }: AuthenticatorData): boolean {
  return credentialID !== undefined && Buffer.from(credentialID).toString('base64url') === id;
}

/** A security key is no trusted device: it goes where its owner goes. */
function isWhereAsked({ purpose }: Ceremony, { authenticatorAttachment }: Registration): boolean {
  if (purpose === 'security-key') return authenticatorAttachment !== 'platform';
  return purpose !== 'trust' || authenticatorAttachment !== 'cross-platform';
}

/** Type, challenge, origin, rpID, flags, algorithm and statement, by the library. It throws for most refusals. */
async function isGenuine(party: RelyingParty, challenge: string, registration: Registration): Promise<boolean> {
  const { clientDataJSON, attestationObject } = registration.response;
  const { verifyRegistrationResponse } = await webauthn();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: registration.id,
        rawId: registration.rawId,
        type: registration.type,
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      expectedType: 'webauthn.create',
      requireUserPresence: true,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    return verified === true && registrationInfo.userVerified;
  } catch {
    return false;
  }
}

async function newBinding(
  ceremony: Ceremony,
  registration: Registration,
  data: AuthenticatorData,
  userAgent: string,
): Promise<NewBinding> {
  const { convertAAGUIDToString } = await webauthnHelpers();
  const aaguid = data.aaguid === undefined ? '' : convertAAGUIDToString(data.aaguid);
  return {
    externalId: registration.id,
    label: labelOf(userAgent, aaguid),
    secret: formatSecret({
      publicKey: Buffer.from(data.credentialPublicKey ?? []).toString('base64url'),
      counter: data.counter,
      backedUp: data.flags.bs,
      backupEligible: data.flags.be,
      aaguid,
      transports: registration.response.transports ?? [],
      attachment: registration.authenticatorAttachment ?? null,
    }),
    proves: ceremony.purpose === 'bind',
    userVerified: true,
  };
}

/** "Chrome on Windows · iCloud Keychain": what its owner will recognize it by. */
function labelOf(userAgent: string, aaguid: string): string {
  const parts = [browserName(userAgent), providerOf(aaguid) ?? ''].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(' · ') : 'Passkey';
}
