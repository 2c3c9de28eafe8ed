import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, type TestEngine } from '../app.ts';
import { type DeskLife, liveAtDesk } from './canary-desk.ts';
import { formsOf, missedWhenPlanted, scan, type Trace } from './canary-scan.ts';
import { tracesOf } from './canary-traces.ts';

describe.each(['sqlite', 'postgres'] as const)('what the console and the commands make on %s', (engine: TestEngine) => {
  let app: TestApp;
  let life: DeskLife;
  let traces: readonly Trace[];

  beforeAll(async () => {
    app = await startApp({ engine });
    life = await liveAtDesk(app);
    traces = [...life.traces, ...(await tracesOf(app, life.exchanges))];
  }, 120_000);
  afterAll(() => app?.stop());

  it('is all there to be looked for', () => {
    const made = Map.groupBy(life.shown, ({ secret }) => secret.name);
    expect(Object.fromEntries([...made].map(([name, all]) => [name, all.length]))).toMatchObject({
      ...{ 'first-owner link': 2, 'code for set-up': 5, 'workstation link': 2 },
      ...{ 'first half': 4, 'second half': 4, 'one-time pass': 3 },
    });
    const kinds = ['invitation', 'stop'].filter((kind) =>
      app.mail.received.some(({ text }) => text.includes(`/${kind}/`)),
    );
    expect(kinds).toEqual(['invitation', 'stop']);
    const texts = new Set(life.secrets.map(({ text }) => text));
    expect([...texts].filter((text) => text.length < 6)).toEqual([]);
    expect(new Set(life.shown.map(({ secret }) => secret.text)).size).toBe(life.shown.length);
  });

  it('is looked for where it could be: while an import goes on, in logs of commands, reports and receipts', () => {
    const wheres = traces.map(({ where }) => where);
    expect(wheres).toContain('authenticators, during an import');
    expect(wheres).toContain('job_parts, during an import');
    for (const file of ['receipt', 'report of rows', 'audit export: fhir']) expect(wheres).toContain(file);
    for (const name of [
      'setup-link.made',
      'break-glass.used',
      'reset.pass-used',
      'import.finished',
      'account.offboarded',
    ]) {
      expect(wheres).toContain(name);
    }
  });

  it('is shown this once, where it is meant to be', () => {
    const times = life.shown.map(({ secret, where }) => {
      const forms = formsOf(secret);
      const found = traces.filter(({ place, text, ...trace }) => {
        return place === 'pages' && trace.where === where && forms.some((form) => text.toLowerCase().includes(form));
      });
      return [secret.name, where, found.length];
    });
    expect(times.filter(([, , count]) => count !== 1)).toEqual([]);
  });

  it('occurs nowhere else', () => {
    expect(scan(life.secrets, traces)).toEqual([]);
  });

  it('is found in every place and in every form in which it is planted', () => {
    expect(missedWhenPlanted(life.secrets)).toEqual([]);
  });

  it('would be found, each, if the application let it out into log, trail or export', async () => {
    for (const { text } of life.secrets) {
      app.instance.log.info({ note: text }, 'planted');
      const event = { name: 'demo.seeded', accountId: null, actor: 'system', details: { note: text } } as const;
      await app.instance.storage.signInCommits.commit({ audit: [app.instance.auditor.event(event)] });
    }
    const found = scan(life.secrets, await tracesOf(app, []));
    const missed = life.secrets.flatMap(({ name, word }) => {
      const places = (['log', 'audit', 'files', 'database'] as const).filter(
        (place) => word !== true || place !== 'database',
      );
      return places.filter((place) => !found.some((one) => one.secret === name && one.place === place));
    });
    expect(missed).toEqual([]);
  });
});
