import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailKind } from '../../src/domain/mail/decide/message.ts';
import { startApp, type TestApp, type TestEngine } from '../app.ts';
import { live } from './canary-life.ts';
import { tracesOf } from './canary-traces.ts';
import { NOTICES, noticesDocument } from './notices-table.ts';

const EVERY: Readonly<Record<MailKind, true>> = {
  'sign-in-code': true,
  invitation: true,
  'join-organization': true,
  'set-up-started': true,
  'set-up-finished': true,
  'recovery-code-used': true,
  'authenticator-bound': true,
  'authenticator-removed': true,
  'authenticator-suspended': true,
  'wrong-second-proofs': true,
  'signed-in-after-failures': true,
  'new-device': true,
  'password-reset': true,
  'password-changed': true,
  'reset-opened': true,
  'reset-carried-out': true,
  'reset-cancelled': true,
  'reset-stopped': true,
  'address-changed': true,
  'break-glass-used': true,
  'browser-unlock': true,
  'recovery-code-made': true,
  'app-resumed': true,
  'mandate-declined': true,
  'many-resets': true,
  'new-country': true,
};

const ROWS = Object.entries(NOTICES);

it('the list of notices in docs/notices.md is the one that is tested', async () => {
  await expect(noticesDocument()).toMatchFileSnapshot('../../docs/notices.md');
});

it('every mail but a code asked for belongs to an event', () => {
  const named = new Set<MailKind>(ROWS.flatMap(([, { mails }]) => mails));
  expect(Object.keys(EVERY).filter((kind) => !named.has(kind as MailKind))).toEqual(['sign-in-code']);
});

describe.each(['sqlite', 'postgres'] as const)('the events of a whole life on %s', (engine: TestEngine) => {
  let app: TestApp;
  let events: readonly string[];
  let mails: readonly string[];

  beforeAll(async () => {
    app = await startApp({ engine });
    const traces = await tracesOf(app, (await live(app)).exchanges);
    const rows = (table: string) => traces.filter(({ where }) => where === table).map(({ text }) => JSON.parse(text));
    events = rows('audit_events').map(({ name }) => name);
    mails = rows('outbox').map(({ kind }) => kind);
  });
  afterAll(() => app.stop());

  it('are told as the table says, each as often as it happened', () => {
    const always = ROWS.filter(([, { mails: told, when }]) => told.length > 0 && when === 'always');
    const happened = always.filter(([event]) => events.includes(event));
    expect(happened.length).toBeGreaterThan(8);
    const untold = happened.filter(([, { mails: told }]) => !told.some((kind) => mails.includes(kind)));
    expect(untold.map(([event]) => event)).toEqual([]);
    for (const event of [
      'set-up.started',
      'set-up.finished',
      'recovery-code.used',
      'reset.opened',
      'reset.carried-out',
    ]) {
      const [kind = ''] = NOTICES[event as keyof typeof NOTICES].mails;
      const times = (list: readonly string[], name: string) => list.filter((one) => one === name).length;
      expect([event, times(mails, kind)]).toEqual([event, times(events, event)]);
    }
  });
});
