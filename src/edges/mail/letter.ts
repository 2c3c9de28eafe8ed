import type { MailContent, OutboxMessage } from '../../domain/mail/decide/message.ts';
import { countryName } from '../../platform/country-name.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { MailWords } from './words/index.ts';

/** A part of a letter. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** Alone on its own line. */
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  /** Who, when, from what. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] };

/** What a mail says, before it is plain text or HTML. */
export interface Letter {
  readonly subject: string;
  /** Null where a code stands first. */
  readonly heading: string | null;
  readonly blocks: readonly Block[];
}

/** What the instance adds to a message. */
export interface LetterContext {
  readonly words: MailWords;
  readonly instance: string;
  /** Public address without a slash at the end. */
  readonly origin: string;
  /** The code of an attempt and serial; it is stored nowhere. */
  readonly codeFor: (attemptId: string, serial: number) => string;
  readonly now: EpochMs;
}

type Of<Kind extends MailContent['kind']> = Extract<MailContent, { kind: Kind }>;

/** Puts a message into words. Strangers' text in it is one line each. */
export function letterOf(message: OutboxMessage, context: LetterContext): Letter {
  const { content } = message;
  const { t } = context.words;
  switch (content.kind) {
    case 'sign-in-code':
      return codeLetter(content, message, context);
    case 'invitation':
      return invitationLetter(content, context);
    case 'join-organization':
      return joinLetter(content, context);
    case 'set-up-started':
    case 'set-up-finished':
    case 'recovery-code-used':
    case 'authenticator-bound':
    case 'authenticator-removed':
    case 'recovery-code-made':
    case 'app-resumed':
    case 'authenticator-suspended':
    case 'wrong-second-proofs':
    case 'signed-in-after-failures':
    case 'new-device':
    case 'password-changed':
      return noticeLetter(content, message, context);
    case 'password-reset':
      return linkLetter('passwordReset', content, message, context);
    case 'browser-unlock':
      return linkLetter('browserUnlock', content, message, context);
    case 'reset-opened':
      return resetOpenedLetter(content, message, context);
    case 'reset-carried-out':
      return {
        subject: t('resetCarriedOut.subject'),
        heading: t('resetCarriedOut.heading'),
        blocks: [
          text(t('resetCarriedOut.lead')),
          text(t('resetCarriedOut.next')),
          text(t('resetCarriedOut.ask')),
          button(t('resetCarriedOut.button'), content.path, context),
          facts(message, context, null),
        ],
      };
    case 'reset-cancelled':
      return {
        subject: t('resetCancelled.subject'),
        heading: t('resetCancelled.heading'),
        blocks: [text(t('resetCancelled.lead')), facts(message, context, null)],
      };
    case 'reset-stopped':
      return {
        subject: t('resetStopped.subject'),
        heading: t('resetStopped.heading'),
        blocks: [text(t('resetStopped.lead')), text(t('resetStopped.next')), facts(message, context, null)],
      };
    case 'break-glass-used':
      return breakGlassLetter(content, message, context);
    case 'many-resets':
      return manyResetsLetter(content, message, context);
    case 'new-country':
      return newCountryLetter(content, message, context);
    case 'mandate-declined':
      return declinedLetter(content, message, context);
    case 'address-changed':
      return addressChangedLetter(content, message, context);
  }
}

function codeLetter(content: Of<'sign-in-code'>, message: OutboxMessage, context: LetterContext): Letter {
  const { words, instance, now } = context;
  const code = context.codeFor(content.attemptId, content.serial);
  const { notAfter } = message;
  return {
    subject: words.t('code.subject', { instance }),
    heading: null,
    blocks: [
      { kind: 'code', code },
      text(words.t('code.lead', { instance })),
      text(
        notAfter === null
          ? words.t('code.anyway')
          : words.t('code.until', { duration: words.duration(notAfter - now), until: timeOfDay(words, notAfter) }),
      ),
      text(words.t('code.notYou')),
      facts(message, context, content.browser),
    ],
  };
}

function invitationLetter(content: Of<'invitation'>, context: LetterContext): Letter {
  const { t } = context.words;
  const names = { organization: oneLine(content.organization), instance: context.instance };
  const code: readonly Block[] =
    content.code === null ? [] : [text(t('invitation.code')), { kind: 'code', code: content.code }];
  return {
    subject: t('invitation.subject', names),
    heading: t('invitation.heading'),
    blocks: [
      text(t('invitation.lead', names)),
      button(t('invitation.button'), content.path, context),
      ...code,
      text(t('invitation.notYou', names)),
    ],
  };
}

function joinLetter(content: Of<'join-organization'>, context: LetterContext): Letter {
  const { t } = context.words;
  const names = { organization: oneLine(content.organization) };
  return {
    subject: t('join.subject', names),
    heading: t('join.heading', names),
    blocks: [
      text(t('join.lead', names)),
      button(t('join.button'), content.path, context),
      text(t('join.notYou', names)),
    ],
  };
}

function declinedLetter(content: Of<'mandate-declined'>, message: OutboxMessage, context: LetterContext): Letter {
  const { t } = context.words;
  const names = { organization: oneLine(content.organization) };
  const reason = oneLine(content.reason);
  return {
    subject: t('mandateDeclined.subject', names),
    heading: t('mandateDeclined.heading'),
    blocks: [
      text(t('mandateDeclined.lead', names)),
      ...(reason === '' ? [] : [text(t('mandateDeclined.reason', { reason }))]),
      text(t('mandateDeclined.next')),
      facts(message, context, null),
    ],
  };
}

type Notice = Of<
  | 'set-up-started'
  | 'set-up-finished'
  | 'recovery-code-used'
  | 'authenticator-bound'
  | 'authenticator-removed'
  | 'recovery-code-made'
  | 'app-resumed'
  | 'authenticator-suspended'
  | 'wrong-second-proofs'
  | 'signed-in-after-failures'
  | 'new-device'
  | 'password-changed'
>;

const NOTICES = {
  'set-up-started': 'setUpStarted',
  'set-up-finished': 'setUpFinished',
  'recovery-code-used': 'recoveryUsed',
  'authenticator-bound': 'bound',
  'authenticator-removed': 'removed',
  'recovery-code-made': 'recoveryMade',
  'app-resumed': 'appResumed',
  'authenticator-suspended': 'suspended',
  'wrong-second-proofs': 'wrongProofs',
  'signed-in-after-failures': 'afterFailures',
  'new-device': 'newDevice',
  'password-changed': 'passwordChanged',
} as const satisfies Record<Notice['kind'], string>;

/** Something happened with the account; the owner can say "this was not me". */
function noticeLetter(content: Notice, message: OutboxMessage, context: LetterContext): Letter {
  const { t } = context.words;
  const name = NOTICES[content.kind];
  const values = {
    ...('what' in content ? { what: oneLine(content.what) } : {}),
    ...('count' in content ? { count: content.count } : {}),
  };
  const lead =
    content.kind === 'authenticator-suspended'
      ? t(`suspended.${content.why}`, values)
      : t(`${NOTICES[content.kind]}.lead`, values);
  return {
    subject: t(`${name}.subject`),
    heading: t(`${name}.heading`),
    blocks: [
      text(lead),
      facts(message, context, content.browser, content.source),
      text(t('ifYou')),
      text(t('ifNotYou')),
      button(t('wasNotMe'), content.path, context),
    ],
  };
}

/** A link for somebody who cannot sign in. */
function linkLetter(
  name: 'passwordReset' | 'browserUnlock',
  content: Of<'password-reset' | 'browser-unlock'>,
  message: OutboxMessage,
  context: LetterContext,
): Letter {
  const { words, instance, now } = context;
  const { notAfter } = message;
  return {
    subject: words.t(`${name}.subject`, { instance }),
    heading: words.t(`${name}.heading`),
    blocks: [
      text(words.t(`${name}.lead`, { instance })),
      button(words.t(`${name}.button`), content.path, context),
      text(
        notAfter === null
          ? words.t(`${name}.anyway`)
          : words.t(`${name}.until`, {
              duration: words.duration(notAfter - now),
              until: timeOfDay(words, notAfter),
            }),
      ),
      facts(message, context, content.browser),
      text(words.t(`${name}.notYou`)),
    ],
  };
}

function resetOpenedLetter(content: Of<'reset-opened'>, message: OutboxMessage, context: LetterContext): Letter {
  const { words } = context;
  const hold =
    content.holdUntil === null
      ? words.t('resetOpened.noHold')
      : words.t('resetOpened.hold', { until: moment(words, content.holdUntil) });
  return {
    subject: words.t('resetOpened.subject'),
    heading: words.t('resetOpened.heading'),
    blocks: [
      text(words.t('resetOpened.lead')),
      text(hold),
      text(words.t('resetOpened.ask')),
      button(words.t('resetOpened.button'), content.path, context),
      text(words.t('resetOpened.you')),
      facts(message, context, null),
    ],
  };
}

function addressChangedLetter(content: Of<'address-changed'>, message: OutboxMessage, context: LetterContext): Letter {
  const { t } = context.words;
  return {
    subject: t('addressChanged.subject'),
    heading: t('addressChanged.heading'),
    blocks: [
      text(t('addressChanged.lead', { newAddress: oneLine(content.newAddress) })),
      text(t('addressChanged.ask')),
      facts(message, context, null),
    ],
  };
}

/** The alarm of a break-glass account. */
function breakGlassLetter(content: Of<'break-glass-used'>, message: OutboxMessage, context: LetterContext): Letter {
  const { t } = context.words;
  const name = oneLine(content.name);
  return {
    subject: t('breakGlass.subject', { name }),
    heading: t('breakGlass.heading'),
    blocks: [
      text(t('breakGlass.lead', { name })),
      text(t('breakGlass.next')),
      button(t('breakGlass.button'), content.path, context),
      text(t('breakGlass.unknown')),
      facts(message, context, content.browser, content.source),
    ],
  };
}

/** One agent carried out many resets. */
function manyResetsLetter(content: Of<'many-resets'>, message: OutboxMessage, context: LetterContext): Letter {
  const { t } = context.words;
  const values = { name: oneLine(content.name), count: content.count };
  return {
    subject: t('manyResets.subject', values),
    heading: t('manyResets.heading'),
    blocks: [
      text(t('manyResets.lead', values)),
      text(t('manyResets.next')),
      button(t('manyResets.button'), content.path, context),
      text(t('manyResets.unknown', values)),
      facts(message, context, null),
    ],
  };
}

/** Somebody was reset, and signed in from elsewhere. */
function newCountryLetter(content: Of<'new-country'>, message: OutboxMessage, context: LetterContext): Letter {
  const { words } = context;
  const { t } = words;
  const values = { name: oneLine(content.name), country: countryName(words.locale, content.country) };
  return {
    subject: t('newCountry.subject', values),
    heading: t('newCountry.heading'),
    blocks: [
      text(t('newCountry.lead', values)),
      text(t('newCountry.next', values)),
      button(t('newCountry.button'), content.path, context),
      text(t('newCountry.unknown', values)),
      facts(message, context, null),
    ],
  };
}

function text(value: string): Block {
  return { kind: 'text', text: value };
}

function button(label: string, path: string, context: LetterContext): Block {
  return { kind: 'button', label, url: `${context.origin}${path}` };
}

/** `browser`: null where no browser had a part in it, '' where it was not recognized. */
function facts(message: OutboxMessage, context: LetterContext, browser: string | null, source?: string): Block {
  const { words } = context;
  const rows: [string, string][] = [
    [words.t('account'), oneLine(message.to.address)],
    [words.t('when'), moment(words, message.createdAt)],
  ];
  if (browser !== null) rows.push([words.t('device'), deviceName(words, oneLine(browser))]);
  if (source !== undefined) rows.push([words.t('network'), oneLine(source)]);
  return { kind: 'facts', rows };
}

/** The name of a browser comes in English ("Chrome on Windows"). */
function deviceName(words: MailWords, name: string): string {
  if (name === '') return words.t('unknownDevice');
  const [browser, system] = name.split(' on ');
  return browser && system ? words.t('browserOn', { browser, system }) : name;
}

function moment(words: MailWords, at: EpochMs): string {
  const format = new Intl.DateTimeFormat(words.locale, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(at)} UTC`;
}

function timeOfDay(words: MailWords, at: EpochMs): string {
  return `${new Intl.DateTimeFormat(words.locale, { timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`;
}

/** Line breaks, controls and direction overrides of strangers' text become spaces: they could forge headers or lines. */
export function oneLine(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
