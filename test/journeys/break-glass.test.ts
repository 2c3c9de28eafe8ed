import { afterEach, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { Envelopes } from '../../src/domain/break-glass/run/break-glass.ts';
import type { Page } from '../../src/domain/sign-in/run/page.ts';
import type { Visitor } from '../../src/domain/sign-in/run/records.ts';
import { DAY_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { newToken, systemRandom } from '../../src/platform/random.ts';
import { makeOrganization, must, startApp, type TestApp, type TestEngine } from '../app.ts';
import { type Person, personWithApp } from './people.ts';

const SAFE = 'glass@operator.example';

describe.each(['sqlite', 'postgres'] as const)('a break-glass account on %s', (engine) => {
  let house: House;
  afterEach(() => house.app.stop());

  it('opens the console by both halves for an hour, alarms every owner, and is reviewed: the drill', async () => {
    house = await makeHouse(engine);
    const { app, operator, owner, colleague } = house;
    must(await app.instance.organizations.set(operator, { consoleAcr: 'phr' }));
    const made = must(await app.instance.breakGlass.create({ name: 'Safe in the office', address: SAFE, days: 30 }));

    expect((await typed(app, made, { code: otherThan(made.code) })).page).toMatchObject({
      step: { kind: 'ask-proof', choices: ['break-glass-code'] },
      problem: { kind: 'proof-wrong' },
    });
    expect((await typed(app, made, { password: made.code })).page.step.kind).toBe('ask-password');
    const opened = await typed(app, made);
    expect(opened.page.step).toMatchObject({ kind: 'complete', acr: 'two-step', strong: false });
    expect(opened.deviceToken).toBeNull();

    for (const person of [owner, colleague]) {
      const mail = await app.mail.waitFor(person.address, /Alarm: the break-glass account Safe in the office/);
      expect(mail.text).toMatch(/\/console\/break-glass/);
      expect(mail.text).toContain(opened.visitor.source);
    }
    expect(app.logLines().some((line) => line.includes('a break-glass account was used'))).toBe(true);
    expect(app.logLines().join('\n')).not.toContain(made.code);

    const at = await app.instance.consoleDoor.enter(opened.visitor, 5 * MINUTE_MS);
    if (at.outcome !== 'in') throw new Error(at.outcome);
    const acting = app.instance.administrationBy(at.actor.accountId);
    must(await acting.organizations.create({ name: 'Lakeside Hospital', kind: 'clinic' }));
    const own = await app.instance.ownSession.enter(opened.visitor);
    expect(own.outcome === 'in' && own.fresh).toBe(false);

    const [use] = (await app.instance.breakGlass.overview()).uses;
    expect(use).toMatchObject({ accountId: made.accountId, reviewedAt: null, note: null });
    expect(await acting.breakGlass.review(use?.id ?? '', 'All was well.')).toMatchObject({
      error: { reason: 'own-account' },
    });
    const by = app.instance.administrationBy(owner.id);
    expect(await by.breakGlass.review(use?.id ?? '', '  ')).toMatchObject({ error: { reason: 'note-missing' } });
    must(await by.breakGlass.review(use?.id ?? '', 'The provider of the passkeys was down.'));
    expect(await by.breakGlass.review(use?.id ?? '', 'Again.')).toMatchObject({ error: { reason: 'unchanged' } });
    expect(await app.instance.breakGlass.overview()).toMatchObject({
      accounts: [{ address: SAFE, state: 'spent' }],
      uses: [{ reviewedBy: { id: owner.id }, note: 'The provider of the passkeys was down.' }],
    });
    expect(await app.instance.storage.evidence.breakGlass(0)).toMatchObject([
      { account: { name: 'Safe in the office' }, reviewedBy: { id: owner.id } },
    ]);
    expect(await app.instance.storage.evidence.breakGlass(app.clock.now() + 1)).toEqual([]);
    expect(await recorded(app, made.accountId)).toEqual([
      'break-glass.made system',
      'break-glass.used claimant',
      `break-glass.reviewed ${owner.id}`,
      `organization.created ${made.accountId}`,
    ]);

    app.clock.move(59 * MINUTE_MS);
    expect((await app.instance.sessions.check(opened.visitor.sessionToken)).outcome).toBe('out');
    expect((await typed(app, made)).page.problem).toMatchObject({ kind: 'proof-wrong' });
  });

  it('is opened once by two who type its code at the same time, and the password alone prolongs nothing', async () => {
    house = await makeHouse(engine);
    const { app } = house;
    const made = must(await app.instance.breakGlass.create({ name: 'Safe', address: SAFE, days: 30 }));
    const [one, other] = [await atCode(app, made), await atCode(app, made)];
    const both = await Promise.all([one, other].map((attempt) => giveCode(app, attempt, made.code)));
    const tokens = both.flatMap(({ sessionToken }) => sessionToken ?? []);
    expect(tokens).toHaveLength(1);
    expect((await app.instance.breakGlass.overview()).uses).toHaveLength(1);

    const visitor = both[0]?.sessionToken == null ? other.visitor : one.visitor;
    let here: Visitor = { ...visitor, sessionToken: tokens[0] ?? null };
    app.clock.move(20 * MINUTE_MS);
    expect((await app.instance.consoleDoor.enter(here, null)).outcome).toBe('prove');
    const asked = await app.instance.consoleDoor.prove(here, '/console');
    if (asked.outcome !== 'ask') throw new Error(asked.outcome);
    const page = await app.instance.signIn.show(asked.attemptId, here);
    expect(page.step.kind).toBe('ask-password');
    const again = await app.instance.signIn.answer(
      asked.attemptId,
      page.attempt?.version ?? 0,
      { kind: 'password', password: made.password },
      here,
    );
    here = { ...here, sessionToken: again.sessionToken };
    expect((await app.instance.consoleDoor.enter(here, null)).outcome).toBe('in');
    expect((await app.instance.breakGlass.overview()).uses).toHaveLength(1);
    app.clock.move(25 * MINUTE_MS);
    await app.instance.consoleDoor.enter(here, null);
    app.clock.move(14 * MINUTE_MS);
    expect((await app.instance.sessions.check(here.sessionToken)).outcome).toBe('in');
    app.clock.move(MINUTE_MS);
    expect((await app.instance.sessions.check(here.sessionToken)).outcome).toBe('out');
  });

  it('ends with its time, with new halves and with its revocation', async () => {
    house = await makeHouse(engine);
    const { app, owner } = house;
    const { breakGlass } = app.instance.administrationBy(owner.id);
    expect(await breakGlass.create({ name: 'Safe', address: SAFE, days: 366 })).toMatchObject({
      error: { reason: 'expiry-out-of-range' },
    });
    const first = must(await breakGlass.create({ name: 'Safe', address: SAFE, days: 1 }));
    expect(await breakGlass.create({ name: 'Safe', address: SAFE, days: 1 })).toMatchObject({
      error: { reason: 'address-taken' },
    });
    app.clock.move(DAY_MS);
    expect((await typed(app, first)).page.problem).toMatchObject({ kind: 'code-expired' });
    expect((await breakGlass.overview()).accounts).toMatchObject([{ state: 'expired', madeBy: owner.id }]);

    const second = must(await breakGlass.renew(first.accountId, 30));
    expect((await typed(app, { ...second, password: first.password })).page.step.kind).toBe('ask-password');
    expect((await typed(app, { ...second, code: first.code })).page.step.kind).toBe('ask-proof');
    const opened = await typed(app, second);
    expect(opened.page.step.kind).toBe('complete');
    must(await breakGlass.revoke(first.accountId));
    expect((await app.instance.sessions.check(opened.visitor.sessionToken)).outcome).toBe('out');
    expect((await typed(app, second)).page.step.kind).toBe('ask-password');
    expect(await breakGlass.revoke(first.accountId)).toMatchObject({ error: { reason: 'unchanged' } });
    expect(await breakGlass.renew(first.accountId, 30)).toMatchObject({ error: { reason: 'account-unknown' } });
  });

  it('is not for support to make, and its password comes by no mail', async () => {
    house = await makeHouse(engine);
    const { app, operator } = house;
    const support = await personWithApp(app, operator, 'sam@operator.example', 'staff');
    const id = await app.instance.storage.signInReads.accountIdByAddress(support.address);
    const { breakGlass } = app.instance.administrationBy(id as AccountId);
    const denied = { error: { reason: 'not-permitted' } };
    expect(await breakGlass.create({ name: 'Safe', address: SAFE, days: 30 })).toMatchObject(denied);
    const made = must(await app.instance.breakGlass.create({ name: 'Safe', address: SAFE, days: 30 }));
    expect(await breakGlass.renew(made.accountId, 30)).toMatchObject(denied);
    expect(await breakGlass.revoke(made.accountId)).toMatchObject(denied);
    await app.instance.forgotten.request(SAFE, visitorOf());
    await app.instance.outbox.idle();
    expect(app.mail.received.filter(({ to }) => to.includes(SAFE))).toEqual([]);
  });
});

interface House {
  readonly app: TestApp;
  readonly operator: OrganizationId;
  readonly owner: Person & { readonly id: AccountId };
  readonly colleague: Person;
}

async function makeHouse(engine: TestEngine): Promise<House> {
  const app = await startApp({ engine });
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  const owner = await personWithApp(app, operator, 'robin@operator.example', 'admin');
  const colleague = await personWithApp(app, operator, 'kim@operator.example', 'admin');
  const { instance } = app;
  const id = await instance.storage.signInReads.accountIdByAddress(owner.address);
  if (id === null) throw new Error('nobody owns it');
  return { app, operator, owner: { ...owner, id }, colleague };
}

function visitorOf(): Visitor {
  return {
    source: '192.0.2.7',
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36',
    locale: 'en',
    browserToken: newToken(systemRandom),
    deviceToken: null,
    sessionToken: null,
    platformAuthenticator: true,
  };
}

interface Attempting {
  readonly visitor: Visitor;
  readonly page: Page;
}

/** A stranger's browser with the password typed. */
async function atCode(
  app: TestApp,
  { address, password }: Pick<Envelopes, 'address' | 'password'>,
): Promise<Attempting> {
  const visitor = visitorOf();
  const { attempt } = (await app.instance.signIn.begin(address, visitor)).page;
  const answer = { kind: 'password', password } as const;
  const answered = await app.instance.signIn.answer(attempt?.id ?? '', attempt?.version ?? 0, answer, visitor);
  return { visitor, page: answered.page };
}

function giveCode(app: TestApp, { visitor, page: { attempt } }: Attempting, code: string) {
  const answer = { kind: 'proof', method: 'break-glass-code', fields: { code } } as const;
  return app.instance.signIn.answer(attempt?.id ?? '', attempt?.version ?? 0, answer, visitor);
}

/** Types both halves, as far as they are taken. */
async function typed(app: TestApp, made: Envelopes, over: Partial<Envelopes> = {}) {
  const halves = { ...made, ...over };
  const first = await atCode(app, halves);
  if (first.page.step.kind !== 'ask-proof') return { ...first, deviceToken: null };
  const { page, sessionToken, deviceToken } = await giveCode(app, first, halves.code);
  return { page, visitor: { ...first.visitor, sessionToken }, deviceToken };
}

function otherThan(code: string): string {
  return (code.startsWith('0') ? '1' : '0') + code.slice(1);
}

/** What the trail says of the account and of what was done under it, in the order of the names. */
async function recorded(app: TestApp, id: AccountId): Promise<readonly string[]> {
  const rows = await app.instance.storage.auditReads.newest({}, 100);
  const told = rows.filter(({ name, accountId, actor }) => actor === id || (accountId === id && /^break/.test(name)));
  return told
    .map(({ name, actor }) => `${name} ${actor}`)
    .sort((a, b) => ORDER.indexOf(a.split(' ')[0] ?? '') - ORDER.indexOf(b.split(' ')[0] ?? ''));
}

const ORDER = ['break-glass.made', 'break-glass.used', 'break-glass.reviewed', 'organization.created'];
