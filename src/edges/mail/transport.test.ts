import { createServer, type Server } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { RenderedMail } from '../../domain/mail/run/ports.ts';
import { createSmtpTransport, noTransport } from './transport.ts';

const from = { name: 'Riverside sign-in', address: 'no-reply@signin.example.org' };
const MAIL: RenderedMail = {
  messageId: 'row-1@signin.example.org',
  to: { name: 'Amara Okafor', address: 'amara@riverside.example' },
  locale: 'es',
  subject: 'Aquí está tu código',
  text: '123456\n\nHola, Amara:\n',
  html: '<p>123456</p>',
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('mail over SMTP', () => {
  it('arrives with both parts, its language, and a message id that stays the same', async () => {
    const { url, received } = await mailServer();
    const transport = createSmtpTransport({ url, from });
    expect(await transport.send(MAIL)).toEqual({ outcome: 'handed-over' });
    expect(await transport.send(MAIL)).toEqual({ outcome: 'handed-over' });
    const [mail, again] = received;
    expect(mail?.parsed.subject).toBe(MAIL.subject);
    expect(mail?.parsed.text?.split('\n')[0]).toBe('123456');
    expect(mail?.parsed.html).toContain('<p>123456</p>');
    expect(mail?.parsed.from?.value).toEqual([from]);
    expect(mail?.parsed.to).toMatchObject({ value: [MAIL.to] });
    expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.parsed.headers.get('content-language')).toBe('es');
    expect(mail?.parsed.messageId).toBe('<row-1@signin.example.org>');
    expect(again?.parsed.messageId).toBe(mail?.parsed.messageId);
  });

  it('logs in with the name and password of its address', async () => {
    const logins: string[] = [];
    const { url } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        logins.push(`${username} ${password}`);
        done(null, { user: username });
      },
    });
    const transport = createSmtpTransport({ url: url.replace('//', '//clinic%40example.org:s%3Acret@'), from });
    expect(await transport.check()).toBeNull();
    expect(logins).toEqual(['clinic@example.org s:cret']);
  });

  it('is to be tried again after a temporary refusal, a wrong login, or when there is no server', async () => {
    const busy = await mailServer({ onRcptTo: (_address, _session, done) => done(refusal(451)) });
    expect(await createSmtpTransport({ url: busy.url, from }).send(MAIL)).toEqual({
      outcome: 'later',
      reason: 'smtp-451',
    });
    const locked = await mailServer({
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(refusal(535)),
    });
    const login = createSmtpTransport({ url: locked.url.replace('//', '//a:b@'), from });
    expect(await login.send(MAIL)).toEqual({ outcome: 'later', reason: 'smtp-535' });
    expect(await login.check()).toBe('smtp-535');
    const gone = await closedPort();
    expect(await createSmtpTransport({ url: gone, from }).send(MAIL)).toEqual({
      outcome: 'later',
      reason: 'connection',
    });
    expect(await noTransport.send(MAIL)).toEqual({ outcome: 'later', reason: 'not-configured' });
  });

  it('is refused for good when the server will not take the recipient or the content', async () => {
    const unknown = await mailServer({ onRcptTo: (_address, _session, done) => done(refusal(550)) });
    expect(await createSmtpTransport({ url: unknown.url, from }).send(MAIL)).toEqual({
      outcome: 'refused',
      reason: 'smtp-550',
    });
    const strict = await mailServer({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(refusal(554)));
      },
    });
    expect(await createSmtpTransport({ url: strict.url, from }).send(MAIL)).toEqual({
      outcome: 'refused',
      reason: 'smtp-554',
    });
  });

  it('is given up for now when the server does not answer, and when it answers without end', async () => {
    const silent = await rawServer(() => undefined);
    expect(await createSmtpTransport({ url: silent, from, stepMs: 50 }).send(MAIL)).toEqual({
      outcome: 'later',
      reason: 'timeout',
    });
    // Each line comes before any step's time is up; only the whole hand-over has an end.
    const endless = await rawServer((write) => write('220-wait\r\n'), 20);
    expect(await createSmtpTransport({ url: endless, from, stepMs: 100 }).send(MAIL)).toMatchObject({
      outcome: 'later',
    });
  });

  it('never sends a password over a network in the clear', async () => {
    const spoken: string[] = [];
    const plain = await rawServer((write, heard) => {
      if (heard === null) write('220 here\r\n');
      else spoken.push(heard);
      if (heard?.startsWith('EHLO')) write('250-here\r\n250 AUTH PLAIN LOGIN\r\n');
      else if (heard !== null) write('502 not here\r\n');
    });
    // A name that resolves to this machine but is not a loopback name as far as the transport knows.
    const url = plain.replace('127.0.0.1', '[::ffff:127.0.0.1]').replace('//', '//user:pass@');
    expect(await createSmtpTransport({ url, from, stepMs: 500 }).send(MAIL)).toMatchObject({ outcome: 'later' });
    expect(spoken.join('')).toContain('STARTTLS');
    expect(spoken.join('')).not.toContain('AUTH');
  });

  it('goes to one recipient, whatever the name and address hold', async () => {
    const { url, received } = await mailServer();
    const transport = createSmtpTransport({ url, from });
    const name = 'Amara" <x@evil.example>, Bcc\r\nBcc: y@evil.example';
    await transport.send({ ...MAIL, to: { name, address: MAIL.to.address }, subject: 'Hello\r\nBcc: z@evil.example' });
    const address = 'amara@riverside.example,z@evil.example';
    await transport.send({ ...MAIL, to: { name: 'Amara', address } });
    for (const mail of received) {
      expect(mail.recipients).toHaveLength(1);
      expect(mail.recipients).not.toContain('z@evil.example');
      expect(mail.parsed.headers.has('bcc')).toBe(false);
    }
    expect(received[0]?.recipients).toEqual([MAIL.to.address]);
  });
});

interface Received {
  readonly parsed: ParsedMail;
  readonly recipients: readonly string[];
}

async function mailServer(options: SMTPServerOptions = {}): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    logger: false,
    onData: (stream, session, done) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      simpleParser(stream).then((parsed) => {
        received.push({ parsed, recipients });
        done();
      }, done);
    },
    ...options,
  });
  // A client that goes away in the middle is part of these tests.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { url: urlOf(server.server), received };
}

/** A server of bytes: `speak` is called at the start, at each heard text, and every `everyMs`. */
async function rawServer(
  speak: (write: (text: string) => void, heard: string | null) => void,
  everyMs?: number,
): Promise<string> {
  const server = createServer((socket) => {
    const write = (text: string) => void socket.write(text);
    const timer = everyMs === undefined ? undefined : setInterval(() => speak(write, null), everyMs);
    socket.on('data', (data) => speak(write, data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => clearInterval(timer));
    speak(write, null);
    closing.push(async () => void socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '::', resolve);
  });
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return urlOf(server);
}

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = urlOf(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

function urlOf(server: Pick<Server, 'address'>): string {
  const address = server.address();
  return typeof address === 'object' && address !== null ? `smtp://127.0.0.1:${address.port}` : '';
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('not now'), { responseCode });
}
