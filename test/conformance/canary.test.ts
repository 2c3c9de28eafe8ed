import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, must, startApp, type TestApp, type TestEngine } from '../app.ts';
import { rawClient } from '../harness/raw-client.ts';
import { type Life, live } from './canary-life.ts';
import { missedWhenPlanted, PLACES, type Secret, scan, type Trace } from './canary-scan.ts';
import { tracesOf } from './canary-traces.ts';

describe.each(['sqlite', 'postgres'] as const)('the secrets of a whole life on %s', (engine: TestEngine) => {
  let app: TestApp;
  let life: Life;
  let traces: readonly Trace[];

  beforeAll(async () => {
    app = await startApp({ engine });
    life = await live(app);
    traces = await tracesOf(app, life.exchanges);
  });
  afterAll(() => app.stop());

  it('are all there to be looked for, and so are the places', () => {
    const names = new Set(life.secrets.map(({ name }) => name.replace(/^link of .*/, 'link')));
    const expected = [
      'password',
      'app secret',
      'recovery code',
      'one-time pass',
      'invitation code',
      'mailed code',
      'link',
      'workstation link',
      'own ticket',
      'own app secret',
      'own recovery code',
    ];
    const links = ['invitation', 'stop', 'forgot', 'unlock'].filter((kind) =>
      app.mail.received.some(({ text }) => text.includes(`/${kind}/`)),
    );
    expect(links).toEqual(['invitation', 'stop', 'forgot', 'unlock']);
    const carried = ['session cookie', 'browser cookie', 'device cookie', 'CSRF value', 'root key'];
    expect([...expected, ...carried].filter((name) => !names.has(name))).toEqual([]);
    expect(life.secrets.filter(({ text }) => text === '')).toEqual([]);
    expect(life.secrets.filter(({ name }) => name === 'recovery code')).toHaveLength(3);
    expect(PLACES.filter((place) => traces.filter((trace) => trace.place === place).length < 10)).toEqual([]);
    for (const name of ['session.started', 'reset.pass-used', 'recovery-code.used', 'mail.failed', 'trust.accepted']) {
      expect(traces.map(({ where }) => where)).toContain(name);
    }
  });

  it('occur nowhere but where they are meant to be', () => {
    expect(scan(life.secrets, traces)).toEqual([]);
  });

  it('are found in every place and in every form in which one is planted', () => {
    expect(missedWhenPlanted(life.secrets)).toEqual([]);
  });

  it('would be found if the application let one out', async () => {
    const secret: Secret = { name: 'planted', text: 'canary-Planted-18fe' };
    const before = app.mail.received.length;
    const visitor = rawClient(app.url, 'html');
    await letOut(secret.text, visitor);
    const found = scan([secret], await tracesOf(app, visitor.exchanges));
    expect(app.mail.received.length).toBeGreaterThan(before);
    // Nothing that comes from outside gets into headers of answers other than a redirect's address.
    expect(PLACES.filter((place) => !found.some((one) => one.place === place))).toEqual(['answer headers']);
  });

  /** Puts it into everything that is logged, stored, mailed or answered in the clear. */
  async function letOut(text: string, visitor: ReturnType<typeof rawClient>): Promise<void> {
    app.instance.log.info({ note: text }, 'planted');
    const organization = await makeOrganization(app, text);
    const planted = `${text}@riverside.example`;
    const accountId = await makeAccount(app, planted, organization);
    must(await app.instance.accounts.setAddress(accountId, `new-${planted}`, true));
    await app.instance.outbox.run();
    const event = { name: 'demo.seeded', accountId: null, actor: 'system', details: { note: text } } as const;
    await app.instance.storage.signInCommits.commit({ audit: [app.instance.auditor.event(event)] });
    await visitor.get('/sign-in');
    await visitor.answer({ answer: 'identifier', address: planted });
    await visitor.get(`/sign-in?attempt=${text}`);
  }
});
