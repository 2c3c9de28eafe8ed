const ALLOWED = new Set(['http:', 'https:', 'mailto:', 'tel:', 'otpauth:']);

/** An address that may stand in `href`: a path of this site or one of a few schemes; null for anything else (`javascript:`, `//host`). */
export function safeUrl(address: string): string | null {
  // Browsers drop tabs and line ends inside addresses and read `\` as `/`, so `/\t/host` would leave the site.
  if (/[\s\\]/.test(address)) return null;
  if (address.startsWith('/')) return address.startsWith('//') ? null : address;
  const parsed = URL.parse(address);
  return parsed !== null && ALLOWED.has(parsed.protocol) ? address : null;
}

/** Where a support contact leads: a link as it is, an email address to `mailto:`, a number to `tel:`; null when it is plain words. */
export function contactUrl(contact: string): string | null {
  if (/^https?:\/\//i.test(contact)) return safeUrl(contact);
  if (/^[^\s@/:]+@[^\s@/:]+$/.test(contact)) return `mailto:${encodeURI(contact).replaceAll('?', '%3F')}`;
  if (/^\+?[\d\s().-]{3,}$/.test(contact)) return `tel:${contact.replace(/[^\d+]/g, '')}`;
  return null;
}
