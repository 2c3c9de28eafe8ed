import type { FastifyInstance } from 'fastify';
import type { RenderedMail, Transport } from '../../domain/mail/run/ports.ts';
import { renderDocument } from '../../platform/ui/document.tsx';
import { Layout } from '../../platform/ui/layout.tsx';

/** How many mails the inbox keeps. */
const KEPT = 200;

/** A mailbox for everybody: the demo hands its mail over here, and nowhere else. */
export interface DemoInbox {
  readonly transport: Transport;
  /** Newest first. */
  mails(): readonly RenderedMail[];
}

/** An empty inbox, in memory. */
export function createDemoInbox(): DemoInbox {
  const mails: RenderedMail[] = [];
  return {
    transport: {
      async send(mail) {
        // A mail that is handed over twice has the same id and is shown once.
        if (!mails.some((one) => one.messageId === mail.messageId)) mails.unshift(mail);
        mails.length = Math.min(mails.length, KEPT);
        return { outcome: 'handed-over' };
      },
    },
    mails: () => mails,
  };
}

/** Adds `/demo/inbox` and `/demo/inbox.json`. They exist in the demo alone. */
export function registerDemoInbox(
  app: FastifyInstance,
  inbox: DemoInbox,
  assets: { readonly css: string; readonly js: string },
): void {
  const head = { locale: 'en', direction: 'ltr', title: 'Demo inbox', ...assets } as const;
  app.get('/demo/inbox', { config: { purpose: 'Shows the demo’s mail, newest first' } }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(renderDocument(head, <InboxPage mails={inbox.mails()} />)),
  );
  app.get('/demo/inbox.json', { config: { purpose: 'The demo’s mail as JSON, newest first' } }, (_request, reply) =>
    reply.send(inbox.mails().map(({ to, subject, text }) => ({ to: to.address, subject, text }))),
  );
}

function InboxPage({ mails }: { readonly mails: readonly RenderedMail[] }) {
  return (
    <Layout brand="Vestibule" wide footer={<a href="/sign-in">Go to sign-in</a>}>
      <h1>Demo inbox</h1>
      <p class="why">
        {mails.length === 0
          ? 'No mail yet. Sign in, and what would be mailed shows up here.'
          : 'Every mail of the demo, newest first. Reload to see new ones.'}
      </p>
      {mails.map((mail) => (
        <article key={mail.messageId} class="mail">
          <h2>{mail.subject}</h2>
          <p>To {mail.to.address}</p>
          <pre>{linked(mail.text)}</pre>
        </article>
      ))}
    </Layout>
  );
}

/** Links of a mail can be followed, as in a mail program. */
function linked(text: string) {
  return text.split(/(https?:\/\/\S+)/).map((part) =>
    /^https?:\/\//.test(part) ? (
      <a key={part} href={part}>
        {part}
      </a>
    ) : (
      part
    ),
  );
}
