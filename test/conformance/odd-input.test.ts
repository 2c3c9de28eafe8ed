import { afterEach, describe, expect, it } from 'vitest';
import { fuzzRoutes } from './fuzz-routes.ts';
import { startRealApp } from './real-app.ts';
import type { RunningApp } from './running-app.ts';
import { SESSIONS, startScriptedApp } from './scripted-app.ts';

// FUZZ_SEED and FUZZ_REQUESTS choose another draw, or a long run.
const seed = Number(process.env['FUZZ_SEED'] ?? 20_260_101);
const most = Number(process.env['FUZZ_REQUESTS'] ?? 2_000);
const timeout = 60_000 + Math.min(most, 200_000) * 5;

let app: RunningApp | undefined;

afterEach(async () => {
  await app?.stop();
});

describe('odd input to every route', () => {
  it('never breaks the pages or gives a credit', { timeout }, async () => {
    const scripted = await startScriptedApp();
    app = scripted;
    const report = await fuzzRoutes(scripted, { seed, most, only: 'pages' });
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(1_000);
    expect(report.statuses[400]).toBeGreaterThan(0);
    // What reached the domain is exactly typed.
    for (const one of scripted.asked.filter((asked) => asked.asked === 'answer')) {
      expect(typeof one.answer.kind).toBe('string');
      expect(Number.isSafeInteger(one.version)).toBe(true);
    }
  });

  it('never breaks the whole application or signs anybody in', { timeout }, async () => {
    app = await startRealApp();
    const report = await fuzzRoutes(app, { seed, most, only: 'pages' });
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(1_000);
  });

  it('never breaks the protocol or hands out a token', { timeout }, async () => {
    app = await startRealApp();
    const report = await fuzzRoutes(app, { seed, most, only: 'protocol' });
    expect(report.failures).toEqual([]);
    expect(report.requests).toBeGreaterThan(1_000);
    expect(report.statuses[400]).toBeGreaterThan(0);
    expect(report.statuses[401]).toBeGreaterThan(0);
  });

  it('is noticed when it does break a page or gives a credit', { timeout }, async () => {
    const scripted = await startScriptedApp();
    app = scripted;
    scripted.next = { sessionToken: SESSIONS.good, deviceToken: null, accepted: true };
    const credited = await fuzzRoutes(scripted, { seed, most: 500, only: 'pages' });
    expect(credited.failures.join()).toContain('set vestibule_session');
    const open = await scripted.attempts();
    const breaks = async () => {
      scripted.fails = new Error('defect');
      return open;
    };
    const broken = await fuzzRoutes({ ...scripted, attempts: breaks }, { seed, most: 500, only: 'pages' });
    expect(broken.failures.join()).toContain('answered 500');
  });
});
