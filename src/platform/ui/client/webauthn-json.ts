/** Options for a new passkey, from JSON (WebAuthn 3 §5.1.9); by hand where the browser cannot yet. */
export function creationOptions(json: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions {
  return (
    window.PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ?? {
      ...(json as unknown as PublicKeyCredentialCreationOptions),
      challenge: bytesOf(json.challenge),
      user: { ...json.user, id: bytesOf(json.user.id) },
      excludeCredentials: (json.excludeCredentials ?? []).map(described),
    }
  );
}

/** Options for proving with a passkey, from JSON (WebAuthn 3 §5.1.10). */
export function requestOptions(json: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions {
  return (
    window.PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ?? {
      ...(json as unknown as PublicKeyCredentialRequestOptions),
      challenge: bytesOf(json.challenge),
      allowCredentials: (json.allowCredentials ?? []).map(described),
    }
  );
}

/** A credential as JSON (WebAuthn 3 §5.1). Written out: password managers that stand in for the browser often lack `toJSON`. */
export function toJson(credential: PublicKeyCredential): unknown {
  const response = credential.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const { id, type, authenticatorAttachment } = credential;
  return {
    id,
    rawId: textOf(credential.rawId),
    type,
    authenticatorAttachment: authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: response.signature && textOf(response.authenticatorData),
      signature: textOf(response.signature),
      userHandle: textOf(response.userHandle),
    },
  };
}

function described(json: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor {
  return { ...(json as unknown as PublicKeyCredentialDescriptor), id: bytesOf(json.id) };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
}

function textOf(buffer: ArrayBuffer | null | undefined): string | undefined {
  if (!buffer) return undefined;
  const text = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
