import ipaddr from 'ipaddr.js';
import * as z from 'zod';

/** The public address of this instance. */
export interface PublicUrl {
  /** Scheme, host and port without a slash at the end: what browsers send as `Origin`. */
  readonly origin: string;
  /** Without the port, in lower case. */
  readonly host: string;
  /** False only on localhost: then cookies are neither `Secure` nor prefixed. */
  readonly secure: boolean;
}

/** Which database to open. */
export type DatabaseTarget =
  | { readonly engine: 'sqlite'; readonly path: string }
  | { readonly engine: 'postgres'; readonly url: string };

/** Who mail comes from. */
export interface MailSender {
  readonly name: string;
  readonly address: string;
}

/** Issues of one field while it is parsed. */
interface Issues {
  addIssue(issue: { code: 'custom'; message: string }): void;
}

/** `VESTIBULE_URL`: no path, no IP address, https everywhere but on localhost. */
export function publicUrlField(text: string, issues: Issues): PublicUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return refuse(issues, 'must be a web address, as https://signin.example.org.');
  }
  if (url.username !== '' || url.password !== '') return refuse(issues, 'must not hold a user name or password.');
  if (url.pathname !== '/' || /[?#]/.test(text)) {
    return refuse(issues, 'must end after the host and port: a path, a query or a fragment is not possible.');
  }
  if (url.hostname.startsWith('[') || ipaddr.isValid(url.hostname)) {
    return refuse(issues, 'must name a host, not an IP address: passkeys do not work on addresses.');
  }
  if (url.protocol === 'http:' && !isLocalhost(url.hostname)) {
    return refuse(issues, 'must begin with https:// (plain http is for localhost only).');
  }
  return { origin: url.origin, host: url.hostname, secure: url.protocol === 'https:' };
}

/** `VESTIBULE_DATABASE`. */
export function databaseField(text: string, issues: Issues): DatabaseTarget {
  if (text.startsWith('sqlite:') && text.length > 'sqlite:'.length) {
    return { engine: 'sqlite', path: text.slice('sqlite:'.length) };
  }
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return { engine: 'postgres', url: text };
  return refuse(issues, 'must be sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.');
}

/** `VESTIBULE_SMTP`. */
export function smtpField(text: string, issues: Issues): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fits = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && /^\/?$/.test(url.pathname);
  return fits ? text : refuse(issues, 'must be smtp://HOST:PORT or smtps://HOST:PORT, with USER:PASSWORD@ if needed.');
}

/** `VESTIBULE_MAIL_FROM`: an address, or `Name <address>`. */
export function mailFromField(text: string, issues: Issues): MailSender {
  const named = /^([^<>\r\n"]*)<([^<>\r\n]+)>$/.exec(text.trim());
  const address = (named?.[2] ?? text).trim();
  if (!/^[^\s@<>,"]{1,64}@[^\s@<>,"]{1,255}$/.test(address)) {
    return refuse(
      issues,
      'must be a mail address, as no-reply@example.org or Riverside Clinic <no-reply@example.org>.',
    );
  }
  return { name: (named?.[1] ?? '').trim(), address };
}

/** `VESTIBULE_TRUSTED_PROXIES`: CIDR networks or single addresses, separated by commas. */
export function trustedProxiesField(text: string, issues: Issues): readonly string[] {
  const networks = text.split(/[\s,]+/).filter((part) => part !== '');
  for (const network of networks) {
    const prefix = network.includes('/') ? Number(network.split('/')[1]) : null;
    if (prefix === null ? !ipaddr.isValid(network) : !ipaddr.isValidCIDR(network)) {
      return refuse(issues, `must list networks, as 10.0.0.0/8,::1/128: "${network}" is none.`);
    }
    // Believing everybody would let anyone choose the address that tries are counted by.
    if (prefix === 0) return refuse(issues, `would trust everybody with "${network}": name the proxies.`);
  }
  return networks;
}

/** `VESTIBULE_WORKSTATION_HEADER`: the name of a header (RFC 9110 §5.1), in lower case from here on. */
export function headerField(text: string, issues: Issues): string {
  const fits = /^[A-Za-z][A-Za-z0-9-]{1,60}$/.test(text);
  return fits ? text.toLowerCase() : refuse(issues, 'must be the name of a header, as X-Shared-Workstation.');
}

/** `VESTIBULE_NAME`. */
export function nameField(text: string, issues: Issues): string {
  return isOneLine(text, 60) ? text : refuse(issues, 'must be a name of at most 60 characters on one line.');
}

/** `VESTIBULE_SUPPORT`. */
export function supportField(text: string, issues: Issues): string {
  return isOneLine(text, 200) ? text : refuse(issues, 'must be a contact of at most 200 characters on one line.');
}

/** `VESTIBULE_FAILURES_PER_NETWORK`, `VESTIBULE_FAILURES_OVERALL`. */
export function countField(text: string, issues: Issues): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : refuse(issues, 'must be a number from 1 to 999999999.');
}

/** `PORT`. */
export function portField(text: string, issues: Issues): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : refuse(issues, 'must be a number from 0 to 65535.');
}

/** `HOST`. */
export function hostField(text: string, issues: Issues): string {
  const fits = ipaddr.isValid(text) || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text);
  return fits ? text : refuse(issues, 'must be an address or a host name, as 127.0.0.1 or 0.0.0.0.');
}

/** `VESTIBULE_AUDIT_WEBHOOK`: https, or http to the machine itself. */
export function webhookField(text: string, issues: Issues): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const fits =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(127\.0\.0\.1|\[::1\])$/.test(url.hostname));
  return fits ? text : refuse(issues, 'must begin with https:// (plain http only to 127.0.0.1).');
}

/** `VESTIBULE_AUDIT_EVERY` in minutes, as ms. */
export function auditEveryField(text: string, issues: Issues): number {
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return minutes >= 1 && minutes <= 1_440
    ? minutes * 60_000
    : refuse(issues, 'must be a number of minutes from 1 to 1440.');
}

/** `VESTIBULE_AUDIT_RETENTION` in years. */
export function auditYearsField(text: string, issues: Issues): number {
  const years = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return years >= 1 && years <= 100 ? years : refuse(issues, 'must be a number of years from 1 to 100.');
}

function refuse(issues: Issues, message: string): never {
  issues.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

function isOneLine(text: string, most: number): boolean {
  return text.trim() !== '' && text.length <= most && !/[\u0000-\u001f\u007f]/.test(text);
}
