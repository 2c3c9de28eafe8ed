import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, personWithApp, sessionOf } from './people.ts';
import { enterCode, newVisitor, nextAppCode, passPassword, press, seesAccount, seesTrust } from './steps.ts';

/** How a browser stands to passkeys that are made without a dialog. */
type Manner = 'cannot' | 'makes' | 'refuses' | 'asks-nobody';

/** What the page's script did, as the stub saw it. */
interface Seen {
  readonly asked: readonly { readonly mediation: string | undefined; readonly userVerification: string | undefined }[];
  readonly forgotten: readonly { readonly rpId: string; readonly credentialId: string }[];
}

let app: TestApp;
let browser: TestBrowser;
let person: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  person = await personWithApp(app, await makeOrganization(app, 'Riverside Clinic', {}), 'amara@riverside.example');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Somebody past the second proof in a browser of a manner, where the offer to trust it comes up. */
async function pastProof(manner: Manner) {
  const visitor = await newVisitor(browser, { device: true });
  await visitor.context.addInitScript(stub, manner);
  const { page } = visitor;
  await passPassword(app, visitor, person.address);
  await enterCode(page, nextAppCode(app, person.secret));
  const seen = () => page.evaluate(() => (window as unknown as { seen: Seen }).seen);
  return { visitor, page, seen };
}

describe('a passkey that the browser makes without a dialog', () => {
  it('S9 is not tried where the browser cannot, and the button makes one', async () => {
    const { page, seen, visitor } = await pastProof('cannot');
    await seesTrust(page);
    await page.waitForLoadState('networkidle');
    expect(await seen()).toEqual({ asked: [], forgotten: [] });
    await press(page, 'Continue');
    await seesAccount(page);
    expect(await visitor.device?.credentials()).toHaveLength(1);
  });

  it('S9 is tried once, and where that fails the page stays as it is', async () => {
    const { page, seen } = await pastProof('refuses');
    await seesTrust(page);
    await expect.poll(seen).toMatchObject({ asked: [{ mediation: 'conditional', userVerification: 'required' }] });
    await seesTrust(page);
    expect(await page.getByRole('alert').count()).toBe(0);
    await press(page, 'Not now');
    await seesAccount(page);
  });

  it('W2 is given back where the browser asked nobody for a finger', async () => {
    const { page, seen, visitor } = await pastProof('asks-nobody');
    await seesTrust(page);
    await expect.poll(async () => (await seen()).forgotten.length).toBe(1);
    const [made] = (await visitor.device?.credentials()) ?? [];
    const id = Buffer.from(made?.credentialId ?? '', 'base64').toString('base64url');
    expect((await seen()).forgotten).toEqual([{ rpId: 'localhost', credentialId: id }]);
    await seesTrust(page);
  });

  it('S9 S11 trusts the device, and signs in with it the next time', async () => {
    const { page, visitor } = await pastProof('makes');
    await seesAccount(page);
    expect(await visitor.device?.credentials()).toHaveLength(1);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
    await visitor.context.clearCookies({ name: /session/ });
    await passPassword(app, visitor, person.address);
    await press(page, 'Use fingerprint, face or device PIN');
    await seesAccount(page);
  });
});

/** Stands in for a password manager in the browser; the virtual authenticator makes the passkey. */
function stub(manner: Manner): void {
  const seen = { asked: [] as unknown[], forgotten: [] as unknown[] };
  Object.assign(window, { seen });
  const create = navigator.credentials.create.bind(navigator.credentials);
  navigator.credentials.create = async (options: CredentialCreationOptions & { mediation?: string } = {}) => {
    const { mediation, publicKey, signal } = options;
    seen.asked.push({ mediation, userVerification: publicKey?.authenticatorSelection?.userVerification });
    if (mediation === 'conditional' && manner === 'refuses') throw new DOMException('', 'NotAllowedError');
    const made = await create({ ...(publicKey && { publicKey }), ...(signal && { signal }) });
    if (manner === 'asks-nobody') {
      const { response } = made as unknown as { response: { getAuthenticatorData: () => ArrayBuffer } };
      response.getAuthenticatorData = () => new ArrayBuffer(37);
    }
    return made;
  };
  Object.assign(window.PublicKeyCredential, {
    getClientCapabilities: async () => ({ conditionalCreate: manner !== 'cannot' }),
    signalUnknownCredential: async (of: unknown) => void seen.forgotten.push(of),
  });
}
