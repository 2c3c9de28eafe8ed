import type { AccountId } from '../../src/domain/accounts/decide/account.ts';
import { newAuthenticator } from '../../src/domain/sign-in/run/bindings.ts';
import { newToken, systemRandom } from '../../src/platform/random.ts';
import type { TestApp } from '../app.ts';

/** Gives an account a passkey that nobody holds: enough for stories that only remove it. */
export async function softPasskeyRow(app: TestApp, accountId: AccountId): Promise<void> {
  const { sealing, clock, storage } = app.instance;
  const secret = JSON.stringify({
    publicKey: '',
    counter: 0,
    backedUp: false,
    backupEligible: false,
    aaguid: '00000000-0000-0000-0000-000000000000',
    transports: ['internal'],
    attachment: 'platform',
  });
  const binding = { externalId: newToken(systemRandom), label: 'Chrome on Windows', secret };
  const row = newAuthenticator({ sealing, random: systemRandom }, accountId, 'passkey', binding, clock.now());
  await storage.signInCommits.commit({ addAuthenticators: [row], audit: [] });
}
