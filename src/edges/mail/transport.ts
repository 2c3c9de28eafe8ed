import type { SendMailOptions } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import type { Delivery, RenderedMail, Transport } from '../../domain/mail/run/ports.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';

/** Who mail comes from, and through which server it goes. */
export interface SmtpOptions {
  /** `smtp://USER:PASSWORD@HOST:PORT` or `smtps://…`. */
  readonly url: string;
  readonly from: { readonly name: string; readonly address: string };
  /** A step that takes longer is given up; the whole hand-over may take six times as long. */
  readonly stepMs?: number;
}

/** Mail over SMTP. */
export interface SmtpTransport extends Transport {
  /** Connects, greets and logs in without sending anything; null when that works, else why not. */
  check(): Promise<string | null>;
}

const STEP_MS = 10 * SECOND_MS;

/**
 * Hands mail to an SMTP server (RFC 5321). What the server refuses for good (5xx to sender, recipient or content) is
 * `refused`; everything else, a wrong password of ours too, is to be tried again later.
 */
export function createSmtpTransport(options: SmtpOptions): SmtpTransport {
  const stepMs = options.stepMs ?? STEP_MS;
  const settings = settingsOf(options.url, stepMs);
  let made: ReturnType<typeof transportWith> | null = null;
  const transport = () => {
    made ??= transportWith(settings);
    return made;
  };
  return {
    async send(mail) {
      const sending = (await transport()).sendMail(toSend(mail, options.from)).then(
        () => ({ outcome: 'handed-over' }) as const,
        (error: unknown) => deliveryOf(error),
      );
      return await within(6 * stepMs, sending);
    },
    async check() {
      try {
        await (await transport()).verify();
        return null;
      } catch (error) {
        return causeOf(error);
      }
    },
  };
}

/** The library comes with the first mail: a start needs no other part of it. */
async function transportWith(settings: SMTPTransport.Options) {
  const { createTransport } = await import('nodemailer');
  return createTransport(settings);
}

/** Where no server is configured: mail waits, and every reason says why. */
export const noTransport: SmtpTransport = {
  send: async () => ({ outcome: 'later', reason: 'not-configured' }),
  check: async () => 'not-configured',
};

function settingsOf(text: string, stepMs: number): SMTPTransport.Options {
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(url.username);
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    // A password never crosses a network in the clear: without STARTTLS there is no login (RFC 8314 §4).
    requireTLS: user !== '' && !secure && !isLoopback(host),
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    dnsTimeout: stepMs,
    socketTimeout: 2 * stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function toSend(mail: RenderedMail, from: SmtpOptions['from']): SendMailOptions {
  return {
    messageId: `<${mail.messageId}>`,
    from,
    // An object, never a string: strings are split at commas, and a name could add recipients.
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'Content-Language': mail.locale },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function deliveryOf(error: unknown): Delivery {
  const reason = causeOf(error);
  // Only these two are about this message; a 5xx to the greeting or login is about the server or us.
  const aboutMessage = ['EENVELOPE', 'EMESSAGE'].includes(codeOf(error) ?? '');
  return { outcome: aboutMessage && /^smtp-5\d\d$/.test(reason) ? 'refused' : 'later', reason };
}

/** A short cause without anything the server said: replies often repeat the address. */
function causeOf(error: unknown): string {
  const { responseCode } = error as { responseCode?: unknown };
  if (typeof responseCode === 'number') return `smtp-${responseCode}`;
  switch (codeOf(error)) {
    case 'ETIMEDOUT':
      return 'timeout';
    case 'EDNS':
      return 'unknown-host';
    case 'ETLS':
      return 'no-tls';
    case 'EAUTH':
      return 'login';
    case 'EENVELOPE':
      return 'smtp-553';
    default:
      return 'connection';
  }
}

function codeOf(error: unknown): string | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : null;
}

/** A server that answers each step just in time could hold a hand-over for hours. */
async function within(ms: number, sending: Promise<Delivery>): Promise<Delivery> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Delivery>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'later', reason: 'timeout' }), ms);
  });
  try {
    return await Promise.race([sending, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
