import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import type { RenderedMail } from '../../domain/mail/run/ports.ts';
import { createDemoInbox, registerDemoInbox } from './inbox.tsx';

function mail(id: string, text: string): RenderedMail {
  const to = { name: 'Amara Nwosu', address: 'amara@riverside.example' };
  return { messageId: id, to, locale: 'en', subject: `Mail ${id}`, text, html: '' };
}

async function inboxWith(...mails: readonly RenderedMail[]) {
  const inbox = createDemoInbox();
  const app = fastify();
  registerDemoInbox(app, inbox, { css: '/app.css', js: '/app.js' });
  for (const one of mails) await inbox.transport.send(one);
  return { inbox, app };
}

test('the inbox as JSON holds recipient, subject and text, newest first', async () => {
  const { app } = await inboxWith(mail('1', 'first'), mail('2', 'second'));
  expect((await app.inject('/demo/inbox.json')).json()).toEqual([
    { to: 'amara@riverside.example', subject: 'Mail 2', text: 'second' },
    { to: 'amara@riverside.example', subject: 'Mail 1', text: 'first' },
  ]);
});

test('a mail that is handed over twice is shown once', async () => {
  const { inbox } = await inboxWith(mail('1', 'first'), mail('1', 'first'));
  expect(inbox.mails()).toHaveLength(1);
});

test('the page shows text as text, and links that can be followed', async () => {
  const { app } = await inboxWith(mail('1', '<script>alert(1)</script> http://localhost:4000/stop/abc'));
  const { body } = await app.inject('/demo/inbox');
  expect(body).toContain('&lt;script>alert(1)');
  expect(body).toContain('<a href="http://localhost:4000/stop/abc">');
});
