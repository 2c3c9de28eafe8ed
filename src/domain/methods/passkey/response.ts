import * as z from 'zod';

/** Longer answers are not even parsed. */
const LONGEST_ANSWER = 65_536;
/** WebAuthn L3 §7.1: a credential id has at most 1,023 bytes. */
const LONGEST_ID = Math.ceil((1_023 * 4) / 3);

// Strict base64url: two decoders that forgive differently could read two different things.
const bytes = z.string().regex(/^[\w-]+$/);
const credentialId = bytes.max(LONGEST_ID);
const attachment = z.enum(['platform', 'cross-platform']).nullish().catch(null);
const transports = z.array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']));

const assertionShape = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.or(z.literal('')).nullish(),
  }),
});

const registrationShape = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: transports.nullish().catch(null),
  }),
});

const clientDataShape = z.object({ crossOrigin: z.unknown().optional(), topOrigin: z.unknown().optional() });

/** An answer to a challenge, as the browser's script posted it. */
export type Assertion = z.infer<typeof assertionShape>;

/** A new credential, as the browser's script posted it. */
export type Registration = z.infer<typeof registrationShape>;

/** Reads an assertion of the posted text; null when it is none. */
export function readAssertion(text: string | undefined): Assertion | null {
  return read(assertionShape, text);
}

/** Reads a registration of the posted text; null when it is none. */
export function readRegistration(text: string | undefined): Registration | null {
  return read(registrationShape, text);
}

function read<T extends { readonly id: string; readonly rawId: string }>(
  shape: z.ZodType<T>,
  text: string | undefined,
): T | null {
  if (text === undefined || text.length > LONGEST_ANSWER) return null;
  const parsed = shape.safeParse(parseJson(text));
  return parsed.success && parsed.data.id === parsed.data.rawId ? parsed.data : null;
}

/**
 * Whether the ceremony ran in a page of our own at the top of its window (WebAuthn L3 §7.1, §7.2: crossOrigin,
 * topOrigin). False also where the client data cannot be read. Type, challenge and origin are the library's to check.
 */
export function ranAtTheTop(clientDataJSON: string): boolean {
  const parsed = clientDataShape.safeParse(parseJson(Buffer.from(clientDataJSON, 'base64url').toString('utf8')));
  if (!parsed.success) return false;
  const { crossOrigin, topOrigin } = parsed.data;
  return (crossOrigin === undefined || crossOrigin === false) && topOrigin === undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
