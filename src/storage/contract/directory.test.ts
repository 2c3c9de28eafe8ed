import { describe, expect, it } from 'vitest';
import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import { type Narrowed, narrowedTo, type SetUpState } from '../../domain/directory/decide/narrowed.ts';
import { searchWords } from '../../domain/directory/decide/words.ts';
import type { Among, Directory, ListedPerson, PeopleMark } from '../../domain/directory/run/ports.ts';
import type { Organization } from '../../domain/organizations/decide/mandate.ts';
import { AUTHENTICATOR_FAILURES_MAX } from '../../domain/throttling/decide/rules.ts';
import type { Storage } from '../open.ts';
import { authenticatorRow } from '../sql/rows.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import { authenticator, freshId, mandate, NOW, plantMembership, plantOrganization } from './fixtures.ts';

/** Makes an account as administration does. */
async function person(storage: Storage, name: string, address: string): Promise<AccountId> {
  const id = freshId<AccountId>();
  const account = {
    id,
    name,
    locale: 'en',
    createdAt: NOW,
    disabledAt: null,
    lastSignInAt: null,
    preferredMethod: null,
    setUpFrozenAt: null,
    passwordResetByMailAt: null,
  } as const;
  const row = { account, address: { address, canonical: address, confirmedAt: NOW }, auditKeySealed: `key of ${id}` };
  await storage.transactor.transact((tx) => storage.accountWrites.insert(tx, row));
  return id;
}

/** Many people of one organization, with few statements. */
async function plantCrowd(
  db: Db,
  crowd: readonly { readonly id: string; readonly address: string }[],
  organizationId: OrganizationId,
): Promise<void> {
  for (let at = 0; at < crowd.length; at += 1_000) {
    const part = crowd.slice(at, at + 1_000);
    const people = part.map(({ id }) => ({ id, name: id, locale: 'en', created_at: NOW, audit_key_sealed: 'key' }));
    await db.insertInto('accounts').values(people).execute();
    const held = part.map(({ id, address }) => ({ account_id: id, address, canonical: address, confirmed_at: NOW }));
    await db.insertInto('addresses').values(held).execute();
    const words = part.flatMap(({ id, address }) => searchWords(id, address).map((word) => ({ word, account_id: id })));
    for (let from = 0; from < words.length; from += 1_000) {
      await db
        .insertInto('search_words')
        .values(words.slice(from, from + 1_000))
        .execute();
    }
    const place = { organization_id: organizationId, kind: 'staff', created_at: NOW, accepted_at: NOW, skips_used: 0 };
    await db
      .insertInto('memberships')
      .values(part.map(({ id }) => ({ account_id: id, ...place })))
      .execute();
  }
}

/** Every page of a list, of `limit` rows each. */
async function pages(
  directory: Directory,
  word: string | null,
  among: Among = 'all',
  limit = 2,
  narrowed: Narrowed | null = null,
) {
  const all: ListedPerson[] = [];
  for (let after: PeopleMark | null = null; ; ) {
    const page = await directory.people({ among, narrowed, word, after, limit });
    all.push(...page);
    const last = page.at(-1);
    if (last === undefined) return all;
    after = last.mark;
  }
}

const names = (people: readonly ListedPerson[]) => people.map(({ name }) => name);

onBothEngines('the directory', (open) => {
  async function house(): Promise<{
    readonly storage: Storage;
    readonly db: Db;
    readonly ids: readonly [AccountId, AccountId];
  }> {
    const { storage, db } = await open();
    const ids: [AccountId, AccountId] = [
      await person(storage, 'Amara Nwosu', 'amara@riverside.example'),
      await person(storage, 'Ben Amaral', 'zz.ben@riverside.example'),
    ];
    await person(storage, 'Ámos Ito', 'amos.amari@riverside.example');
    await person(storage, 'Robin Vale', 'robin@oakdale.example');
    return { storage, db, ids };
  }

  describe('of people', () => {
    it('lists everybody by address, a page at a time', async () => {
      const { storage } = await house();
      expect(names(await pages(storage.directory, null))).toEqual([
        'Amara Nwosu',
        'Ámos Ito',
        'Robin Vale',
        'Ben Amaral',
      ]);
    });

    it('finds by the beginning of any word of name or address, each person once', async () => {
      const { storage } = await house();
      expect(names(await pages(storage.directory, 'am')).toSorted()).toEqual(['Amara Nwosu', 'Ben Amaral', 'Ámos Ito']);
      expect(names(await pages(storage.directory, 'am', 'all', 1))).toHaveLength(3);
      expect(names(await pages(storage.directory, 'amos.amari@'))).toEqual(['Ámos Ito']);
      expect(names(await pages(storage.directory, 'mara'))).toEqual([]);
      expect(names(await pages(storage.directory, '%'))).toEqual([]);
    });

    it('keeps to the organizations it is asked about', async () => {
      const { storage, db, ids } = await house();
      const [clinic, other] = [await plantOrganization(db), await plantOrganization(db, { name: 'Oakdale' })];
      await plantMembership(db, ids[0], clinic.id, { kind: 'admin' });
      await plantMembership(db, ids[1], other.id);
      expect(names(await pages(storage.directory, 'am', [clinic.id]))).toEqual(['Amara Nwosu']);
      expect(names(await pages(storage.directory, null, [clinic.id, other.id]))).toEqual(['Amara Nwosu', 'Ben Amaral']);
      expect(await pages(storage.directory, null, [])).toEqual([]);
      const [found] = await pages(storage.directory, 'amara', [clinic.id]);
      expect(found?.memberships).toEqual([
        { organizationId: clinic.id, organization: 'Riverside Clinic', kind: 'admin' },
      ]);
    });

    it('has nobody of an organization who was asked and has not accepted, by address, by word or by name', async () => {
      const { storage, db, ids } = await house();
      const [clinic, other] = [await plantOrganization(db), await plantOrganization(db, { name: 'Oakdale' })];
      await plantMembership(db, ids[0], clinic.id);
      await plantMembership(db, ids[1], clinic.id, { acceptedAt: null });
      await plantMembership(db, ids[1], other.id);
      expect(names(await pages(storage.directory, null, [clinic.id]))).toEqual(['Amara Nwosu']);
      expect(names(await pages(storage.directory, 'am', [clinic.id]))).toEqual(['Amara Nwosu']);
      const named = async (among: Among) => [...(await storage.directory.names(ids, among)).keys()].toSorted();
      expect(await named([clinic.id])).toEqual([ids[0]]);
      expect(await named([clinic.id, other.id])).toEqual(ids.toSorted());
      expect(await named([])).toEqual([]);
      expect(await named('all')).toEqual(ids.toSorted());
    });

    it('says what is bound, each kind once, and nothing that was revoked', async () => {
      const { storage, db, ids } = await house();
      const [id] = ids;
      const rows = [
        authenticator(id, { kind: 'totp' }),
        authenticator(id, { kind: 'totp' }),
        authenticator(id, { kind: 'passkey', revokedAt: NOW }),
      ];
      await db.insertInto('authenticators').values(rows.map(authenticatorRow)).execute();
      expect((await pages(storage.directory, 'amara@'))[0]?.methods).toEqual(['totp']);
    });

    it('follows a changed address, and forgets who was deleted', async () => {
      const { storage, ids } = await house();
      const [amara, ben] = ids;
      const address = 'nwosu@oakdale.example';
      await storage.transactor.transact(async (tx) => {
        await storage.accountWrites.setAddress(tx, amara, { address, canonical: address, confirmedAt: null });
        await storage.accountWrites.erase(tx, ben, NOW);
      });
      expect(names(await pages(storage.directory, 'amara@'))).toEqual([]);
      expect(names(await pages(storage.directory, 'nwosu@'))).toEqual(['Amara Nwosu']);
      expect(names(await pages(storage.directory, 'ben'))).toEqual([]);
      expect(names(await pages(storage.directory, null))).not.toContain('Ben Amaral');
    });

    it('finds the people of a large organization among everybody, each once and nobody else', async () => {
      const { storage, db } = await house();
      const large = await plantOrganization(db);
      const number = (at: number) => String(at).padStart(4, '0');
      const crowd = Array.from({ length: 2_001 }, (_, at) => ({
        id: `m${number(at)}`,
        address: `p${number(at)}@x.example`,
      }));
      await plantCrowd(db, crowd, large.id);
      const asked = await person(storage, 'P P', 'p0000.asked@x.example');
      await plantMembership(db, asked, large.id, { acceptedAt: null });
      const listed = (word: string | null, after: PeopleMark | null) =>
        storage.directory.people({ among: [large.id], narrowed: null, word, after, limit: 2 });
      const addresses = (people: readonly ListedPerson[]) => people.map(({ address }) => address);
      const first = await listed(null, null);
      expect(addresses(first)).toEqual(['p0000@x.example', 'p0001@x.example']);
      expect(addresses(await listed(null, first.at(-1)?.mark ?? null))).toEqual(['p0002@x.example', 'p0003@x.example']);
      const found = await listed('p', null);
      expect(addresses(found)).toEqual(['p0000@x.example', 'p0001@x.example']);
      expect(addresses(await listed('p', found.at(-1)?.mark ?? null))).toEqual(['p0002@x.example', 'p0003@x.example']);
      expect(await listed('amar', null)).toEqual([]);
    });
  });

  describe('of members', () => {
    it.each([0, 2_001])('narrows by kind and by set-up, a page at a time, beside %i others', async (others) => {
      const { storage, db } = await open();
      const terms = mandate({ coveredKinds: ['staff', 'provider'], allowedMethods: ['totp', 'email-code'], skips: 2 });
      const clinic = await plantOrganization(db, { mandate: terms });
      const crowd = Array.from({ length: others }, (_, at) => ({ id: `crowd ${at}`, address: `c${at}@x.example` }));
      await plantCrowd(db, crowd, clinic.id);
      const bind = (id: AccountId, over: Parameters<typeof authenticator>[1]) =>
        db
          .insertInto('authenticators')
          .values(authenticatorRow(authenticator(id, over)))
          .execute();
      for (let at = 0; at < crowd.length; at += 1_000) {
        const rows = crowd.slice(at, at + 1_000).map(({ id }) => authenticatorRow(authenticator(id as AccountId)));
        await db.insertInto('authenticators').values(rows).execute();
      }
      const somebody = async (name: string, kind: MemberKind, bound: Parameters<typeof authenticator>[1] | null) => {
        const id = await person(storage, name, `${name}@x.example`);
        await plantMembership(db, id, clinic.id, { kind, skipsUsed: name === 'waited' ? 2 : 1 });
        if (bound !== null) await bind(id, bound);
        return id;
      };
      await somebody('app', 'provider', {});
      await somebody('key', 'provider', { kind: 'passkey' });
      await somebody('lost', 'provider', { suspendedAt: NOW });
      await somebody('gone', 'provider', { revokedAt: NOW });
      const guessed = await somebody('guessed', 'provider', {});
      const failures = AUTHENTICATOR_FAILURES_MAX;
      await db.updateTable('authenticators').set({ failures }).where('account_id', '=', guessed).execute();
      await somebody('new', 'admin', null);
      await somebody('waited', 'provider', null);
      const listed = async (kind: MemberKind | null, setUp: SetUpState | null, word: string | null = null) =>
        names(
          await pages(storage.directory, word, [clinic.id], 2, narrowedTo(kind, setUp, clinic.mandate, NOW)),
        ).filter((name) => !name.startsWith('crowd'));
      expect(await listed('provider', null)).toEqual(['app', 'gone', 'guessed', 'key', 'lost', 'waited']);
      expect(await listed('provider', 'done')).toEqual(['app']);
      expect(await listed(null, 'missing')).toEqual(['gone', 'guessed', 'key', 'lost', 'new', 'waited']);
      expect(await listed('admin', 'missing')).toEqual(['new']);
      expect(await listed(null, 'grace')).toEqual(['gone', 'guessed', 'key', 'lost']);
      expect(await listed('patient', null)).toEqual([]);
      expect(await listed('provider', 'missing', 'w')).toEqual(['waited']);
      expect(await listed('provider', 'done', 'w')).toEqual([]);
      const staff = narrowedTo('staff', 'done', clinic.mandate, NOW);
      const many = await pages(storage.directory, null, [clinic.id], 900, staff);
      expect(many.map(({ address }) => address)).toEqual(crowd.map(({ address }) => address).toSorted());
    });
  });

  it('of organizations counts who has accepted, and says which asks for MFA', async () => {
    const { storage, db, ids } = await house();
    const clinic = await plantOrganization(db, { mandate: mandate() });
    const solo = await plantOrganization(db, { name: 'Sam Ito', kind: 'solo' });
    await plantMembership(db, ids[0], clinic.id);
    await plantMembership(db, ids[1], clinic.id, { acceptedAt: null });
    const request = { id: freshId(), organization_id: solo.id, requested_by: ids[0], requested_at: NOW };
    await db
      .insertInto('mandate_requests')
      .values({ ...request, decided_at: null, decided_by: null, granted: null })
      .execute();
    const listed = (among: Among, search: string | null) => storage.directory.organizations(among, search);
    expect(await listed('all', null)).toEqual([
      { organization: clinic, members: 1, requestedAt: null },
      { organization: solo, members: 0, requestedAt: NOW },
    ]);
    expect((await listed('all', 'SAM')).map(({ organization }) => organization.name)).toEqual(['Sam Ito']);
    expect((await listed([clinic.id], null)).map(({ organization }) => organization.id)).toEqual([clinic.id]);
    expect(await listed([], null)).toEqual([]);
    const names = async (after: Organization | null) =>
      (await storage.directory.organizations('all', null, { after, limit: 1 })).map(
        ({ organization }) => organization.name,
      );
    expect([await names(null), await names(clinic), await names(solo)]).toEqual([[clinic.name], [solo.name], []]);
    expect(await storage.directory.requests('all')).toEqual([{ organization: solo, members: 0, requestedAt: NOW }]);
    expect(await storage.directory.requests([clinic.id])).toEqual([]);
    expect(await listed([freshId<OrganizationId>()], null)).toEqual([]);
  });
});
