import { randomUUID } from 'node:crypto';
import type { OrganizationId } from '../../../../src/domain/accounts/decide/account.ts';
import { makeAccount, PASSWORD, type TestApp } from '../../../app.ts';
import { SoftwareAuthenticator } from '../../../fixtures/software-authenticator.ts';
import { appCode } from '../../../harness/totp.ts';
import type { Script, Shown } from '../user-agent.ts';
import { userAgent } from '../user-agent.ts';

/** The rows of sign-in.md section D: what somebody proves beside or in place of the password. */
export const PROOFS = ['password', 'e-mail code', 'recovery code', 'replaced app', 'app', 'passkey'] as const;

/** One of those rows. */
export type ProofRow = (typeof PROOFS)[number];

/** Somebody with all that these rows need. */
export interface Prover {
  readonly address: string;
  /** Answers every step by the proof of a row, and no step by another proof. */
  by(row: ProofRow): Script;
}

/** Somebody with nothing but a password. */
export async function bareProver(app: TestApp, organization: OrganizationId): Promise<Prover> {
  const address = `${randomUUID()}@riverside.example`;
  await makeAccount(app, address, organization);
  return { address, by: () => scriptOf(app, address, keysOf(app), 'password') };
}

/** Somebody whose set-up is finished: an app, a recovery code and a passkey. `organization` demands them. */
export async function fullProver(app: TestApp, organization: OrganizationId): Promise<Prover> {
  const address = `${randomUUID()}@riverside.example`;
  await makeAccount(app, address, organization);
  const keys = keysOf(app);
  const script = scriptOf(app, address, keys, 'app');
  const setUp = await userAgent(app).drive(new URL('/sign-in', app.url), async (page) => {
    const fields = await script(page);
    return page.step.kind === 'offer-trust'
      ? { answer: 'trust-accepted', response: keys.passkey.register(page.views.trustOptions), platform: true }
      : { ...fields, platform: true };
  });
  if (setUp.kind === 'stopped') throw new Error(`not set up: ${JSON.stringify(setUp.step)}`);
  return { address, by: (row) => scriptOf(app, address, keys, row) };
}

/** What somebody holds. It changes as codes are used up. */
interface Keys {
  secret: string;
  recoveryCode: string;
  /** Codes that came before, as alternatives of a pattern: an earlier mail may be the newest that has arrived. */
  mailed: string;
  readonly passkey: SoftwareAuthenticator;
}

function keysOf(app: TestApp): Keys {
  const passkey = new SoftwareAuthenticator({ origin: app.url, rpId: 'localhost' });
  return { secret: '', recoveryCode: '', mailed: '000000', passkey };
}

const METHODS: Readonly<Partial<Record<ProofRow, string>>> = {
  'e-mail code': 'email-code',
  'recovery code': 'recovery-code',
  'replaced app': 'recovery-code',
  app: 'totp',
  passkey: 'passkey',
};

function scriptOf(app: TestApp, address: string, keys: Keys, row: ProofRow): Script {
  return async (page) => {
    switch (page.step.kind) {
      case 'ask-identifier':
        return { answer: 'identifier', address };
      case 'ask-password':
        return { answer: 'password', password: PASSWORD };
      case 'ask-proof':
        return prove(app, address, keys, METHODS[row] ?? '', page);
      case 'bind-authenticator':
        app.clock.move(30_000);
        keys.secret = new URL(page.views.binding.view.uri).searchParams.get('secret') ?? '';
        return { answer: 'bind', method: 'totp', code: appCode(keys.secret, app.clock.now()) };
      case 'save-recovery-code':
        keys.recoveryCode = page.views.recoveryCode;
        return { answer: 'recovery-code-saved', saved: true };
      case 'ask-app-kept':
        return { answer: 'app-kept', kept: row !== 'replaced app' };
      default:
        return null;
    }
  };
}

async function prove(app: TestApp, address: string, keys: Keys, method: string, { step, views }: Shown['page']) {
  if (step.choices?.includes(method) !== true) return null;
  if (step.suggested !== method) return { answer: 'choose-method', method };
  const proof = { answer: 'proof', method };
  switch (method) {
    case 'totp':
      app.clock.move(30_000);
      return { ...proof, code: appCode(keys.secret, app.clock.now()) };
    case 'recovery-code':
      return { ...proof, code: keys.recoveryCode };
    case 'passkey':
      return { ...proof, response: keys.passkey.assert(views.challenge.options) };
    default: {
      const mail = await app.mail.waitFor(address, new RegExp(`\\b(?!${keys.mailed})\\d{6}\\b`));
      const code = /\b\d{6}\b/.exec(mail.text)?.[0] ?? '';
      keys.mailed += `|${code}`;
      return { ...proof, code };
    }
  }
}
