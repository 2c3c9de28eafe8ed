import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonClient } from './json-client.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { movedClock } from './moved-clock.ts';
import { appCode } from './totp.ts';

describe('an app code', () => {
  // RFC 6238 appendix B, SHA-1: the last six of the eight digits.
  it.each([
    [59_000, '287082'],
    [1_111_111_109_999, '081804'],
    [20_000_000_000_000, '353130'],
  ])('at %i ms is %s', (at, code) => {
    expect(appCode('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ', at)).toBe(code);
  });
});

describe('a moved clock', () => {
  it('stands still until it is moved', () => {
    const clock = movedClock(1_000);
    expect(clock.now()).toBe(1_000);
    clock.move(500);
    expect([clock.now(), clock.now()]).toEqual([1_500, 1_500]);
  });
});

describe('the mail server of the tests', () => {
  let mail: MailServer;
  beforeAll(async () => {
    mail = await startMailServer();
  });
  afterAll(() => mail.stop());

  function send(subject: string) {
    const message = { from: 'a@x.example', to: 'b@x.example', subject, text: 'Código 123456', html: '<p>hello</p>' };
    return createTransport(mail.url).sendMail(message);
  }

  it('receives what was sent', async () => {
    await send('First');
    await send('Second');
    const first = await mail.waitFor('b@x.example', /First/);
    expect(first).toMatchObject({
      subject: 'First',
      text: expect.stringContaining('Código 123456'),
      html: '<p>hello</p>',
    });
    expect((await mail.waitFor('b@x.example')).subject).toBe('Second');
  });

  it('refuses recipients for good when told to', async () => {
    mail.refuse(true);
    await expect(send('Refused')).rejects.toMatchObject({ responseCode: 550 });
    mail.refuse(false);
    await expect(send('Taken')).resolves.toBeDefined();
  });

  it('is slow when told to', async () => {
    mail.slowDown(150);
    const sending = send('Slow');
    await expect(Promise.race([sending, new Promise((resolve) => setTimeout(resolve, 75, 'waits'))])).resolves.toBe(
      'waits',
    );
    await sending;
    mail.slowDown(0);
  });
});

describe('the JSON client', () => {
  it('keeps cookies, sends back the CSRF value, the attempt and its version, and forgets what is cleared', async () => {
    const seen: { cookie: string | undefined; csrf: string | string[] | undefined; body: unknown }[] = [];
    const server = createServer((request, response) => {
      void textOf(request).then((body) => {
        seen.push({
          cookie: request.headers.cookie,
          csrf: request.headers['x-csrf-token'],
          body: body && JSON.parse(body),
        });
        const cookies =
          [['browser=b; Path=/', 'device=d'], ['device=; Max-Age=0', 'session=s'], []][seen.length - 1] ?? [];
        response.setHeader('set-cookie', cookies);
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ csrf: `c${seen.length}`, page: { attempt: { id: 'a', version: seen.length } } }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = jsonClient(`http://localhost:${(server.address() as AddressInfo).port}`);

    await client.get('/sign-in');
    await client.answer({ answer: 'resend' });
    await client.answer({ answer: 'resend', version: 1 });
    server.close();

    expect(seen).toEqual([
      { cookie: undefined, csrf: undefined, body: '' },
      { cookie: 'browser=b; device=d', csrf: 'c1', body: { attempt: 'a', version: 1, answer: 'resend' } },
      { cookie: 'browser=b; session=s', csrf: 'c2', body: { attempt: 'a', version: 1, answer: 'resend' } },
    ]);
    expect([...client.cookies.keys()]).toEqual(['browser', 'session']);
  });
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
