import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, MemberKind, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { ResetCase } from '../../src/domain/recovery/decide/reset-case.ts';
import { may, reachOf } from '../../src/domain/roles/decide/permissions.ts';
import type { Party } from '../../src/domain/roles/decide/roles.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { type Person, signedInByApp } from '../journeys/people.ts';
import { castOfRoles, type Desk } from './console-cast.ts';
import { type Cell, CONSOLE_ROUTES } from './console-table.ts';
import { startRealApp } from './real-app.ts';

/** Somebody at the console. */
interface Actor {
  readonly id: AccountId;
  readonly cookie: string;
  readonly party: Party;
}

/** What an address may name: the id that stands in it, and the question that permission is asked. */
interface Named {
  readonly what: string;
  readonly id: string;
  readonly target: Parameters<typeof may>[2];
}

const DESKS: readonly Desk[] = ['owner', 'support', 'auditor', 'organization-admin', 'help-desk', 'without a role'];

let app: TestApp;
let gets: readonly string[];
let posts: readonly string[];
const actors = new Map<Desk, Actor>();
let people: readonly Named[];
let organizations: readonly Named[];
/** The organization that has an admin and a help desk among those who ask. */
let clinic: OrganizationId;
/** A reset case of each account, by account. */
const cases = new Map<string, string>();
/** An alert about somebody of support. */
const ALERT = 'alert';
const EVERYTHING: Named = { what: 'everything', id: 'unknown', target: { kind: 'everything' } };

beforeAll(async () => {
  app = await startApp();
  const listing = await startRealApp();
  const routes = listing.routes().filter(({ path }) => path === '/console' || path.startsWith('/console/'));
  gets = routes.filter(({ method }) => method === 'GET').map(({ path }) => path);
  posts = routes.filter(({ method, path }) => method === 'POST' && path !== '/console/prove').map(({ path }) => path);
  await listing.stop();
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  const riverside = await makeOrganization(app, 'Riverside Clinic', {});
  const oakdale = await makeOrganization(app, 'Oakdale Practice');
  clinic = riverside;
  const signingIn = await castOfRoles(app, operator, riverside);
  const others = await targets(operator, riverside, oakdale);
  // Last, and without moving the clock: everybody's proof is fresh for each request.
  for (const [desk, person] of signingIn) actors.set(desk, await actorOf(person));
  people = [...others, ...(await Promise.all(DESKS.map(async (desk) => named(`the ${desk}`, actorOn(desk).id))))];
  for (const { id } of people) await plantCase(id as AccountId, actorOn('owner').id);
  await plantAlert(actorOn('support').id);
  organizations = [
    { what: 'their own organization', id: riverside, target: { kind: 'organization', organizationId: riverside } },
    { what: 'another organization', id: oakdale, target: { kind: 'organization', organizationId: oakdale } },
    { what: 'the operator', id: operator, target: { kind: 'organization', organizationId: operator } },
  ];
}, 120_000);
afterAll(() => app?.stop());

/** One account for each kind of target, none of whom ever signs in. */
async function targets(
  operator: OrganizationId,
  riverside: OrganizationId,
  oakdale: OrganizationId,
): Promise<readonly Named[]> {
  const made = async (what: string, organization: OrganizationId, kind: MemberKind) =>
    makeAccount(app, `${what.replaceAll(' ', '.')}@target.example`, organization, kind);
  const both = async (what: string, kind: MemberKind) => {
    const id = await made(what, riverside, kind);
    must(await app.instance.organizations.members.add(oakdale, id, 'provider'));
    await app.instance.storage.transactor.transact(async (tx) => {
      await app.instance.storage.membershipWrites.accept(tx, id, oakdale, app.clock.now());
    });
    return id;
  };
  const asked = await made('provider of another who is asked to join', oakdale, 'provider');
  must(await app.instance.organizations.members.add(riverside, asked, 'provider'));
  const ids = {
    'provider of another who is asked to join': asked,
    'own provider': await made('own provider', riverside, 'provider'),
    'own patient': await made('own patient', riverside, 'patient'),
    'own admin': await made('own admin', riverside, 'admin'),
    'other provider': await made('other provider', oakdale, 'provider'),
    'other admin': await made('other admin', oakdale, 'admin'),
    'provider in both': await both('provider in both', 'provider'),
    'admin in both': await both('admin in both', 'admin'),
    'another owner': await made('another owner', operator, 'admin'),
    'another of support': await made('another of support', operator, 'staff'),
  };
  return Promise.all(Object.entries(ids).map(([what, id]) => named(what, id)));
}

/** A case that waits for a second operator: nobody could open one for each of these. */
async function plantCase(accountId: AccountId, openedBy: AccountId): Promise<void> {
  const { storage, auditor, clock } = app.instance;
  const record = await storage.accounts.byId(null, accountId);
  if (record === null) throw new Error('no such account');
  const id = `case-${accountId}`;
  const text = JSON.stringify({ reason: 'lost', ticket: 'T-1', callBack: '555', checklist: [] });
  const one: ResetCase = {
    ...{ id, accountId, version: 1, openedBy, openedAt: clock.now(), needsApproval: true, holdUntil: null },
    recordSealed: auditor.sealFor(accountId, record.auditKeySealed, text, `reset_cases/${id}/record`),
    ...{ approvedBy: null, approvedAt: null, carriedOutBy: null, carriedOutAt: null, cancelledAt: null },
    ...{ vetoedAt: null, finishedAt: null, passHash: null, passExpiresAt: null, passesMade: 0, passUsedAt: null },
  };
  await storage.transactor.transact((tx) => storage.resetCases.insert(tx, one, 0));
  cases.set(accountId, id);
}

async function plantAlert(accountId: AccountId): Promise<void> {
  const { storage, clock } = app.instance;
  const about = { accountId, caseId: `case-${accountId}`, raisedAt: clock.now(), eventId: null, reviewedAt: null };
  await storage.transactor.transact((tx) =>
    storage.alerts.insert(tx, { id: ALERT, kind: 'many-resets', ...about }, [about.caseId]),
  );
}

async function named(what: string, id: AccountId): Promise<Named> {
  return { what, id, target: { kind: 'person', person: await partyOf(id) } };
}

async function partyOf(id: AccountId): Promise<Party> {
  const party = await app.instance.storage.parties.byId(null, id);
  if (party === null) throw new Error('no such account');
  return party;
}

async function actorOf(person: Person): Promise<Actor> {
  const { client, accountId } = await signedInByApp(app, person);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { id: accountId, cookie, party: await partyOf(accountId) };
}

function actorOn(desk: Desk): Actor {
  const actor = actors.get(desk);
  if (actor === undefined) throw new Error(`nobody is ${desk}`);
  return actor;
}

function namedBy({ on, absent }: Cell): readonly Named[] {
  if (absent === true) return [EVERYTHING];
  if (on === 'person' || on === 'member') return people;
  return on === 'organization' ? organizations : [EVERYTHING];
}

/** Whether the table of permissions lets somebody have a route. */
function allowed({ act, on, absent, orInPlace }: Cell, { party }: Actor, { target }: Named): boolean {
  if (absent === true) return false;
  if (orInPlace !== undefined && target.kind === 'person') {
    const { person } = target;
    const inPlace = person.places.some(
      ({ organizationId }) => may(party, orInPlace, { kind: 'member', organizationId, person }) === null,
    );
    if (inPlace) return true;
  }
  if (on === 'member' && target.kind === 'person') {
    const { person } = target;
    const isThere = person.places.some(({ organizationId }) => organizationId === clinic);
    return isThere && may(party, act, { kind: 'member', organizationId: clinic, person }) === null;
  }
  return on === 'anywhere' ? reachOf(party, act).length > 0 : may(party, act, target) === null;
}

async function ask(actor: Actor | null, pattern: string, named: Named, init: RequestInit = {}) {
  const id = idIn(pattern, named);
  const path = pattern.replace(':id', id).replace(':organization', clinic).replaceAll(/:\w+/g, 'unknown');
  const headers = { ...init.headers, ...(actor === null ? {} : { cookie: actor.cookie }) };
  const answer = await fetch(app.url + path, { ...init, headers, redirect: 'manual' });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') };
}

function idIn(pattern: string, named: Named): string {
  if (pattern.startsWith('/console/resets/alerts/')) return ALERT;
  return pattern.startsWith('/console/resets/') ? (cases.get(named.id) ?? 'unknown') : named.id;
}

/** The value against forged requests that goes with the browser of somebody. */
async function csrfOf(actor: Actor): Promise<string> {
  const { text } = await ask(actor, '/console', EVERYTHING);
  return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

/** How much was done so far: no act goes unrecorded. */
async function acts(): Promise<number> {
  return (await app.instance.storage.auditReads.newest({}, 1_000_000)).length;
}

describe('the routes of the console', () => {
  it('are all in the table', () => {
    expect([...gets].sort()).toEqual(Object.keys(CONSOLE_ROUTES).sort());
    expect(posts.filter((path) => !(path in CONSOLE_ROUTES))).toEqual([]);
  });

  it.each(Object.entries(CONSOLE_ROUTES))('GET %s is shown to whom the permissions say', async (pattern, cell) => {
    for (const desk of DESKS) {
      const actor = actorOn(desk);
      for (const one of namedBy(cell)) {
        const { status } = await ask(actor, pattern, one);
        const noRole = desk === 'without a role' ? 403 : 404;
        expect([desk, one.what, status]).toEqual([desk, one.what, allowed(cell, actor, one) ? 200 : noRole]);
      }
    }
    expect((await ask(null, pattern, EVERYTHING)).location).toBe('/sign-in');
  });

  it.each(Object.entries(CONSOLE_ROUTES))(
    'POST %s, where there is one, does nothing for whom the permissions refuse it, nor without its own form',
    async (pattern, cell) => {
      if (!posts.includes(pattern)) return;
      const before = await acts();
      const send = (actor: Actor, one: Named, csrf: string) =>
        ask(actor, pattern, one, { method: 'POST', body: new URLSearchParams({ csrf }) });
      for (const desk of DESKS) {
        const actor = actorOn(desk);
        const csrf = await csrfOf(actor);
        for (const one of namedBy(cell).filter((each) => !allowed(cell, actor, each))) {
          const { status } = await send(actor, one, csrf);
          expect([desk, one.what, status]).toEqual([
            desk,
            one.what,
            desk === 'without a role' ? 403 : expect.any(Number),
          ]);
          expect([404, 422, 403]).toContain(status);
        }
        expect((await send(actor, namedBy(cell)[0] ?? EVERYTHING, 'x')).status).toBe(403);
      }
      expect(await acts()).toBe(before);
    },
  );
});
