import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { openSource } from '../../src/domain/sessions/run/source.ts';
import type { Visitor } from '../../src/domain/sign-in/run/records.ts';
import { laneOf } from '../../src/domain/throttling/decide/known.ts';
import { sha256 } from '../../src/platform/hashing.ts';
import { makeOrganization, startApp, type TestApp, type TestEngine } from '../app.ts';
import type { JsonClient } from '../harness/json-client.ts';
import { softPasskeyRow } from './own-sign-in.ts';
import { jsonPastPassword, type Person, personWithApp, signedInByApp } from './people.ts';

describe.each(['sqlite', 'postgres'] as const)('one’s own sessions and browsers on %s', (engine: TestEngine) => {
  let app: TestApp;
  let clinic: OrganizationId;

  beforeAll(async () => {
    app = await startApp({ engine });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
  });
  afterAll(() => app.stop());

  const places = () => app.instance.selfService.places;
  async function entered(client: JsonClient) {
    const visitor = visitorOf(client);
    const found = await app.instance.ownSession.enter(visitor);
    if (found.outcome !== 'in') throw new Error(found.outcome);
    return { visitor, entered: found };
  }
  const sessions = async (client: JsonClient) => places().sessions((await entered(client)).entered);
  async function browsers(client: JsonClient) {
    const { entered: found, visitor } = await entered(client);
    return places().browsers(found, visitor);
  }
  const live = async (client: JsonClient) =>
    (await app.instance.sessions.check(client.cookies.get('vestibule_session') ?? null)).outcome;
  async function again(person: Person) {
    app.clock.move(60_000);
    return (await signedInByApp(app, person)).client;
  }

  it('are listed with what their owner recognizes: browser, address, times; the one that asks is marked', async () => {
    const person = await personWithApp(app, clinic, 'amara@riverside.example');
    const first = await again(person);
    const second = await again(person);
    const listed = await sessions(second);
    expect(listed).toHaveLength(3);
    expect(listed[0]).toMatchObject({ here: true, source: '127.0.0.1', startedAt: app.clock.now() });
    expect(listed.filter(({ here }) => here)).toHaveLength(1);
    expect(await browsers(first)).toMatchObject([{ here: false }, { here: true }, { here: false }]);
    // What is stored tells the address to nobody without the account’s own key.
    const [row] = await app.instance.storage.sessions.liveOf((await entered(first)).entered.snapshot.account.id, 0);
    expect(row?.sourceSealed).not.toContain('127.0.0.1');
    // One that was moved from another row is not shown, and hides nothing else.
    const { auditor } = app.instance;
    const { snapshot } = (await entered(first)).entered;
    const moved = { attemptId: 'another', sourceSealed: row?.sourceSealed ?? null };
    expect([openSource(auditor, snapshot, row ?? moved), openSource(auditor, snapshot, moved)]).toEqual([
      '127.0.0.1',
      null,
    ]);
  });

  it('end: one, or all others; attempts end with them, and the one that asks stays', async () => {
    const person = await personWithApp(app, clinic, 'ben@riverside.example');
    const [one, two, here] = [await again(person), await again(person), await again(person)];
    const { client: pending } = await jsonPastPassword(app, person.address);
    const ofOne = (await sessions(one)).find((listed) => listed.here)?.id;
    expect((await here.post(`/account/security/sessions/${ofOne}/end`, {})).body).toEqual({
      next: '/account/security/sessions',
    });
    expect([await live(one), await live(two), await live(here)]).toEqual(['out', 'in', 'in']);
    const stale = await pending.answer({ answer: 'choose-method', method: 'email-code' });
    expect(stale.body.page.step).toMatchObject({ kind: 'refuse', reason: 'attempt-over' });
    expect((await here.post(`/account/security/sessions/${ofOne}/end`, {})).status).toBe(404);
    await here.post('/account/security/sessions/end-others', {});
    expect([await live(two), await live(here), (await sessions(here)).length]).toEqual(['out', 'in', 1]);
    // Browsers that are signed out are strangers from then on (T2).
    expect((await browsers(here)).map((listed) => listed.here)).toEqual([true]);
  });

  it('of somebody else are not there', async () => {
    const victim = await again(await personWithApp(app, clinic, 'cleo@riverside.example'));
    const stranger = await again(await personWithApp(app, clinic, 'dan@riverside.example'));
    const [session] = await sessions(victim);
    const [browser] = await browsers(victim);
    for (const path of [`sessions/${session?.id}/end`, `browsers/${browser?.id}/forget`]) {
      expect((await stranger.post(`/account/security/${path}`, {})).status).toBe(404);
    }
    expect([await live(victim), (await browsers(victim)).length]).toEqual(['in', 2]);
  });

  it('two that end each other at the same moment leave one', async () => {
    const person = await personWithApp(app, clinic, 'eve@riverside.example');
    const [one, two] = [await again(person), await again(person)];
    const both = await Promise.all(
      [one, two].map((client) => client.post('/account/security/sessions/end-others', {})),
    );
    expect(both.map(({ body }) => body.next).toSorted()).toEqual(['/account/security/sessions', '/sign-in']);
    expect([await live(one), await live(two)].toSorted()).toEqual(['in', 'out']);
  });

  it('forgotten, a browser is in the lane of strangers, and so is every copy of its cookie', async () => {
    const person = await personWithApp(app, clinic, 'finn@riverside.example');
    const here = await again(person);
    const { accountId } = (await entered(here)).entered.session;
    await softPasskeyRow(app, accountId);
    const copied = here.cookies.get('vestibule_device') ?? '';
    const lane = async () =>
      laneOf(await app.instance.storage.signInReads.device(sha256(copied), accountId), app.clock.now());
    expect(await lane()).toBe('known');
    const mine = (await browsers(here)).find((listed) => listed.here)?.id;
    await here.post(`/account/security/browsers/${mine}/forget`, {});
    expect(await lane()).toBe('unknown');
    expect((await browsers(here)).map((listed) => listed.here)).toEqual([false]);
    await here.post('/account/security/browsers/forget-all', {});
    expect(await browsers(here)).toEqual([]);
  });

  it('tell what happened in plain words, and where; language and mails follow the owner’s choice', async () => {
    const person = await personWithApp(app, clinic, 'gus@riverside.example');
    const { client } = await jsonPastPassword(app, person.address);
    await client.answer({ answer: 'proof', method: 'totp', code: '000000' });
    const here = await again(person);
    app.clock.move(1_000);
    await here.post('/account/security/sessions/end-others', {});
    const { entered: found } = await entered(here);
    const told = await app.instance.selfService.activity.of(found);
    expect(told.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['sessions-ended', 'signed-in', 'wrong-code', 'recovery-code-saved', 'app-added']),
    );
    expect(told[0]).toMatchObject({ what: 'sessions-ended', source: '127.0.0.1', at: app.clock.now() });
    expect(told.every(({ source }) => source === '127.0.0.1' || source === null)).toBe(true);

    expect((await here.post('/account/language', { locale: 'es' })).body).toEqual({ next: '/account/security' });
    expect(here.cookies.get('vestibule_lang')).toBe('es');
    expect((await entered(here)).entered.snapshot.account.locale).toBe('es');
    expect((await here.post('/account/language', { locale: 'xx' })).status).toBe(404);
  });
});

function visitorOf({ cookies }: JsonClient): Visitor {
  return {
    source: '127.0.0.1',
    userAgent: '',
    locale: 'en',
    browserToken: cookies.get('vestibule_browser') ?? null,
    deviceToken: cookies.get('vestibule_device') ?? null,
    sessionToken: cookies.get('vestibule_session') ?? null,
    platformAuthenticator: false,
  };
}
