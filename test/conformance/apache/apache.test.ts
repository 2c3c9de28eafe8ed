import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../../src/domain/accounts/decide/account.ts';
import { makeOrganization, must, startApp, type TestApp } from '../../app.ts';
import { startBrowser, type TestBrowser } from '../../harness/browser.ts';
import { freePort } from '../../harness/free-port.ts';
import { type Person, personWithApp } from '../../journeys/people.ts';
import { enterAddress, enterCode, enterPassword, nextAppCode, press, seesHeading } from '../../journeys/steps.ts';
import { type Apache, apacheMissing, startApache } from './apache.ts';

const missing = apacheMissing();
if (missing !== null) console.log(`Skipped: ${missing}.`);

/** An application that knows nothing of sign-ins: it shows the headers that it was sent. */
async function startBehind() {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe.each(['ES256', 'RS256'] as const)(
  'Apache with mod_auth_openidc, a relying party that shares nothing with ours, signed for with %s',
  (idTokenAlg) => {
    let app: TestApp;
    let browser: TestBrowser;
    let behind: Awaited<ReturnType<typeof startBehind>>;
    let apache: Apache;
    let riverside: OrganizationId;
    let url: string;

    beforeAll(async () => {
      if (missing !== null) return;
      [app, browser, behind] = await Promise.all([startApp(), startBrowser(), startBehind()]);
      riverside = await makeOrganization(app, 'Riverside Clinic', {});
      const port = await freePort();
      url = `http://localhost:${port}`;
      const { client, secret } = must(
        await app.instance.clients.create({
          name: 'Records',
          kind: 'confidential',
          idTokenAlg,
          organizationId: riverside,
          redirectUris: [`${url}/private/redirect`],
          postLogoutRedirectUris: [`${url}/goodbye`],
          backchannelLogoutUri: `${url}/private/redirect?logout=backchannel`,
        }),
      );
      apache = await startApache({
        port,
        issuer: app.url,
        clientId: client.id,
        clientSecret: secret ?? '',
        idTokenAlg,
        behind: behind.url,
      });
    });
    // The one thing that a machine may lack: `npm test` installs it where it can.
    beforeEach(({ skip }) => skip(missing !== null, missing ?? ''));
    afterAll(async () => {
      await browser?.stop();
      await apache?.stop();
      await behind?.stop();
      await app?.stop();
    });

    async function signIn(page: Page, { address, secret }: Person): Promise<void> {
      await page.goto(`${url}/private/records`);
      await enterAddress(page, address);
      await enterPassword(page);
      await enterCode(page, nextAppCode(app, secret));
    }

    /** A provider of the clinic, past Apache. */
    async function signedIn(address: string): Promise<Page> {
      const person = await personWithApp(app, riverside, address);
      const page = await (await browser.person()).newPage();
      await signIn(page, person);
      await page.waitForURL(`${url}/private/records`);
      return page;
    }

    async function headersAt(page: Page): Promise<IncomingHttpHeaders> {
      return JSON.parse(await page.locator('pre').innerText());
    }

    it('signs somebody in and hands on who they are and how it was proved, in headers that nobody can forge', async () => {
      const page = await signedIn('amara@riverside.example');
      const claims = {
        oidc_claim_iss: app.url,
        oidc_claim_name: 'Amara Nwosu',
        oidc_claim_email: 'amara@riverside.example',
        oidc_claim_acr: 'aal2',
        oidc_claim_amr: 'pwd,otp,mfa',
        oidc_claim_member_kind: 'provider',
      };
      expect(await headersAt(page)).toMatchObject(claims);
      await page.setExtraHTTPHeaders({ OIDC_CLAIM_acr: 'phr', 'OIDC-CLAIM-acr': 'phr' });
      await page.reload();
      expect(await headersAt(page)).toMatchObject(claims);
    });

    it('Require claim lets in whom the claims fit, and nobody else', async () => {
      const page = await signedIn('ben@riverside.example');
      expect((await page.goto(`${url}/private/strong`))?.status()).toBe(401);
      const staff = await personWithApp(app, riverside, 'cleo@riverside.example', 'staff');
      const other = await (await browser.person()).newPage();
      const answered = other.waitForResponse(
        (answer) => answer.url() === `${url}/private/records` && answer.status() === 401,
      );
      await signIn(other, staff);
      await answered;
    });

    it('OpenID Connect RP-Initiated Logout 1.0 §2 signs out of both, and leads back', async () => {
      const page = await signedIn('dana@riverside.example');
      await page.goto(`${url}/private/redirect?logout=${encodeURIComponent(`${url}/goodbye`)}`);
      await seesHeading(page, /^Sign out\?$/);
      await press(page, 'Sign out');
      await page.waitForURL(`${url}/goodbye`);
      await page.goto(`${url}/private/records`);
      await page.getByLabel('Email', { exact: true }).waitFor();
    });

    it('OpenID Connect Back-Channel Logout 1.0 §2.5 ends its session when its person signs out elsewhere', async () => {
      const page = await signedIn('eli@riverside.example');
      const other = await page.context().newPage();
      await other.goto(`${app.url}/account`);
      await press(other, 'Profile');
      await press(other, 'Sign out');
      await other.getByLabel('Email', { exact: true }).waitFor();
      await app.instance.logouts.run();
      await page.reload();
      await page
        .getByLabel('Email', { exact: true })
        .waitFor()
        .catch((error: Error) => {
          throw new Error(`${error.message}\n${apache.errors()}`);
        });
      expect(new URL(page.url()).origin).toBe(app.url);
    });
  },
);
