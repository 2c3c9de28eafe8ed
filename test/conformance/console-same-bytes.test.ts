import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { type Exchange, type RawClient, rawClient } from '../harness/raw-client.ts';
import { personWithApp, signedInByApp } from '../journeys/people.ts';

/** Addresses that are equally long, so that even the lengths of answers can be compared. */
const ELSEWHERE = {
  'somebody of another organization': 'bertram@oakdale.example',
  'a disabled account': 'charlie@oakdale.example',
  'somebody of the operator': 'dorothy@oakdale.example',
  'who was asked to join': 'ephraim@oakdale.example',
} as const;
const UNKNOWN = 'nobodys@oakdale.example';

let app: TestApp;
let riverside: OrganizationId;
let client: RawClient;
let admin: AccountId;
const ids = new Map<string, AccountId>();

beforeAll(async () => {
  app = await startApp();
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', { allowedMethods: ['totp', 'recovery-code'] });
  // Nobody of it could join Riverside: no method is accepted by both.
  const oakdale = await makeOrganization(app, 'Oakdale Practice', { allowedMethods: ['passkey'] });
  for (const [what, address] of Object.entries(ELSEWHERE)) {
    ids.set(what, await makeAccount(app, address, what === 'somebody of the operator' ? operator : oakdale, 'staff'));
  }
  must(await app.instance.accounts.disable(ids.get('a disabled account') as AccountId));
  const amara = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
  const { client: signedIn, accountId } = await signedInByApp(app, amara);
  admin = accountId;
  const as = app.instance.administrationBy(admin);
  const asked = {
    name: 'E',
    organizationId: riverside,
    kind: 'staff',
    address: ELSEWHERE['who was asked to join'],
  } as const;
  must(await as.accounts.inviteOrAsk(asked));
  client = rawClient(app.url);
  (client.cookies as Map<string, string>).set('vestibule_session', signedIn.cookies.get('vestibule_session') ?? '');
});
afterAll(() => app?.stop());

/** What came back, without what is random for everybody, and without what was asked about. */
function masked({ status, headers, body }: Exchange, typed: string): string {
  const kept = headers.filter(([name]) => !/^(date|set-cookie)$/i.test(name)).map((pair) => pair.join(': '));
  return [status, ...kept, '', body]
    .join('\n')
    .replaceAll(typed, '<typed>')
    .replaceAll(encodeURIComponent(typed), '<typed>')
    .replaceAll(/(name="csrf" value=")[\w-]{86}/g, '$1<csrf>')
    .replaceAll(/[0-9A-Z]{5}-[0-9A-Z]{5}/g, '<code>');
}

/** The row of a table that an address stands in, without the address and without ids. */
function rowOf(html: string, address: string): string {
  const rows = html.split('<tr>').map((row) => row.replaceAll('<wbr>', '').replaceAll('<wbr/>', ''));
  const found = rows.find((row) => row.includes(address)) ?? `no row for ${address}`;
  return (found.split('</tr>')[0] ?? '').replaceAll(address, '<typed>').replaceAll(/[\w-]{22}/g, '<id>');
}

/** All of a kind of request, about an address nobody has and about everybody out of reach. */
async function compare(ask: (about: string) => Promise<Exchange>): Promise<Exchange> {
  const nobody = await ask(UNKNOWN);
  for (const [what, address] of Object.entries(ELSEWHERE)) {
    expect([what, masked(await ask(address), address)]).toEqual([what, masked(nobody, UNKNOWN)]);
  }
  return nobody;
}

describe('an organization’s admin learns of no account out of their reach', () => {
  it.each(['about', 'by'])('from the audit trail, asked %s an address', async (field) => {
    const answer = await compare((address) => client.get(`/console/audit?${field}=${encodeURIComponent(address)}`));
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(field === 'about' ? 'There is nobody with this email or id' : 'Nothing found');
  });

  it('from the audit trail, asked about an id', async () => {
    const unknown = 'A'.repeat(22);
    const nobody = await client.get(`/console/audit?about=${unknown}`);
    for (const id of ids.values()) {
      expect(masked(await client.get(`/console/audit?about=${id}`), id)).toBe(masked(nobody, unknown));
    }
  });

  it('from an export', async () => {
    await compare(async (about) => {
      await client.get('/console/audit/export');
      return client.post('/console/audit/export', { about, format: 'jsonl' });
    });
  });

  it('from searching', async () => {
    await compare((address) => client.get(`/console/people?q=${encodeURIComponent(address)}`));
  });

  it.each([['none'], ['invitation-code']] as const)(
    'from inviting, where set-up needs %s, page and trail',
    async (proof) => {
      must(await app.instance.organizations.mandates.change(riverside, { setUpProof: proof }));
      const sent: string[] = [];
      const invite = async (address: string) => {
        await client.get(`/console/organizations/${riverside}/invite`);
        sent.push(address);
        const fields = { name: 'Somebody', address, kind: 'staff', locale: 'en' };
        return client.post(`/console/organizations/${riverside}/invite`, fields);
      };
      // Once for all: who was asked before is asked again, as is who was invited before.
      for (const address of [UNKNOWN, ...Object.values(ELSEWHERE)]) await invite(address);
      const answer = await compare(invite);
      expect([answer.status, answer.body.includes('is shown only now')]).toEqual(
        proof === 'none' ? [303, false] : [200, true],
      );
      const told = await app.instance.storage.auditReads.newest({ organizationId: riverside, actor: admin }, 1_000);
      const invitations = told.flatMap(({ name, accountId, sealed, details }) =>
        accountId === null ? [] : [JSON.stringify({ name, sealed, ...details, invitationId: '', again: '', code: '' })],
      );
      expect(new Set(invitations)).toEqual(new Set([expect.stringContaining('"name":"account.invited"')]));
      const shown = await client.get('/console/audit');
      expect(Object.values(ELSEWHERE).filter((address) => shown.body.includes(address))).toEqual([]);
      expect(shown.body).not.toContain('Bertram');
      const open = (await client.get(`/console/organizations/${riverside}/invitations`)).body;
      const rows = [UNKNOWN, ...Object.values(ELSEWHERE)].map((address) => rowOf(open, address));
      expect(new Set(rows)).toEqual(new Set([expect.stringContaining('Withdraw')]));
      await app.instance.outbox.run();
      await app.mail.waitFor(ELSEWHERE['somebody of another organization'], /Riverside Clinic/);
      await app.mail.waitFor(UNKNOWN, /Riverside Clinic/);
    },
  );
});
