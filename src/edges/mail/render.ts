import type { Renderer } from '../../domain/mail/run/ports.ts';
import type { MailedCodes } from '../../domain/methods/method.ts';
import type { Clock } from '../../platform/clock.ts';
import { htmlOf } from './html.tsx';
import { letterOf, oneLine } from './letter.ts';
import { plainText } from './plain-text.ts';
import { mailWordsFor } from './words/index.ts';

/** What mails need to know of the instance. */
export interface RendererDeps {
  readonly instanceName: string;
  /** Public address: links lead there and nowhere else. */
  readonly url: { readonly origin: string; readonly host: string };
  readonly support: string | null;
  /** Derives the code of a sign-in mail; it is in no table. */
  readonly mailedCodes: Pick<MailedCodes, 'codeFor'>;
  readonly clock: Clock;
}

/** Puts messages into words: subject, plain text and HTML in the recipient's language. */
export function createRenderer(deps: RendererDeps): Renderer {
  const instance = oneLine(deps.instanceName);
  return (message) => {
    const words = mailWordsFor(message.locale);
    const letter = letterOf(message, {
      words,
      instance,
      origin: deps.url.origin,
      codeFor: deps.mailedCodes.codeFor,
      now: deps.clock.now(),
    });
    const to = { name: oneLine(message.to.name), address: message.to.address };
    const greeting = words.t('greeting', { name: to.name });
    const support = deps.support === null ? [] : [words.t('support', { support: oneLine(deps.support) })];
    const closing = [words.t('footer', { instance }), ...support];
    const { locale, direction } = words;
    return {
      messageId: `${message.id}@${deps.url.host}`,
      to,
      locale,
      subject: letter.subject,
      text: plainText(letter, { greeting, closing }),
      html: htmlOf(letter, { locale, direction, instance, greeting, linkHint: words.t('linkHint'), closing }),
    };
  };
}
