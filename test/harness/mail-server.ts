import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A received mail. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;
}

/** A real SMTP server that keeps what it receives. */
export interface MailServer {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** From now on every recipient is refused for good, or none. */
  refuse(refusing: boolean): void;
  /** From now on each mail is taken only after this many ms of real time. */
  slowDown(ms: number): void;
  /** The newest mail to an address whose subject or text fits, once it has arrived. */
  waitFor(to: string, fits?: RegExp): Promise<ReceivedMail>;
  stop(): Promise<void>;
}

/** How long to wait for a mail that is on its way, in ms of real time. */
const PATIENCE_MS = 5_000;

/** Starts one on a random port. */
export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let refusing = false;
  let delayMs = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      done(refusing ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
    },
    onData(stream, _session, done) {
      simpleParser(stream, {}).then((mail) => {
        setTimeout(() => {
          received.push(receivedOf(mail));
          done();
        }, delayMs);
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse(now) {
      refusing = now;
    },
    slowDown(ms) {
      delayMs = ms;
    },
    async waitFor(to, fits = /./) {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const found = received.findLast((mail) => mail.to === to && (fits.test(mail.subject) || fits.test(mail.text)));
        if (found !== undefined) return found;
        if (performance.now() > deadline) throw new Error(`no mail to ${to} that fits ${fits}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function receivedOf(mail: ParsedMail): ReceivedMail {
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
  return {
    to: to?.value[0]?.address ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: typeof mail.html === 'string' ? mail.html : '',
    raw: [...mail.headers].map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join('\n'),
  };
}
