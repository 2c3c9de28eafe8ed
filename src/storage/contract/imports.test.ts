import { expect, it } from 'vitest';
import { administrationOn, tokenIn } from '../../../test/administration/instance.ts';
import type { ImportInput } from '../../domain/import/run/import.ts';
import type { RowReport } from '../../domain/import/run/report.ts';
import { type Opened, onBothEngines, plainSealing } from './engines.ts';
import { NOW, plantOrganization } from './fixtures.ts';

const BCRYPT = '$2y$10$eJWQFiRHy1U18zdc8mvJ1Ox37KeIwZtfRaIDdExjTWHxQMBgOjsOi';
const APP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const HEADER = 'address,name,organization,kind,address_confirmed,password_hash,totp_secret';

onBothEngines('an import', (open) => {
  const start = async () => {
    const opened = await open();
    const clinic = await plantOrganization(opened.db);
    const administration = administrationOn(opened.storage, plainSealing, { now: () => NOW });
    const importing = async (text: string, over: Partial<ImportInput> = {}) => {
      const rows: RowReport[] = [];
      async function* bytes() {
        // Small chunks: a record may begin in one and end in another.
        for (let at = 0; at < text.length; at += 1_000) yield Buffer.from(text.slice(at, at + 1_000));
      }
      const input = { bytes: bytes(), form: 'csv', organization: clinic.id, dryRun: false, actor: 'system' } as const;
      const done = await administration.imports.run({ ...input, ...over }, (progress) => {
        rows.push(...progress.rows);
      });
      return { done, rows, short: rows.map(({ line, outcome, reason }) => [line, outcome, reason]) };
    };
    const audit = async () =>
      (
        await opened.db.selectFrom('audit_events').select(['name', 'details', 'account_id']).orderBy('at').execute()
      ).map((row) => ({ ...row, details: JSON.parse(row.details) }));
    return { ...opened, ...administration, clinic, importing, audit };
  };

  it('makes accounts in force with memberships, password and app, and records each and the run', async () => {
    const { importing, accounts, storage, db, audit } = await start();
    const file = `${HEADER}\nAmara@Riverside.example,"Nwosu, Amara",Riverside Clinic,admin,yes,${BCRYPT},${APP}\nben@riverside.example,Ben,,,,,\n`;
    const { done, short } = await importing(file);
    expect(done).toMatchObject({ ok: true, value: { counts: { created: 2, unchanged: 0, updated: 0, refused: 0 } } });
    expect(short).toEqual([
      [2, 'created', null],
      [3, 'created', 'password-missing'],
    ]);
    const amara = await accounts.find('amara@riverside.example');
    const snapshot = await storage.signInReads.snapshot(amara?.account.id ?? ('' as never));
    expect(snapshot).toMatchObject({
      account: { name: 'Nwosu, Amara', locale: 'en' },
      address: { address: 'Amara@riverside.example', confirmedAt: NOW },
      memberships: [{ kind: 'admin', acceptedAt: NOW, organization: { name: 'Riverside Clinic' } }],
    });
    const bound = await accounts.show(amara?.account.id ?? ('' as never));
    expect(bound?.authenticators.map(({ kind, label }) => [kind, label]).sort()).toEqual([
      ['password', ''],
      ['totp', 'Authenticator app'],
    ]);
    const ben = await accounts.find('ben@riverside.example');
    expect(ben?.address.confirmedAt).toBeNull();
    const details = { runId: done.ok ? done.value.runId : '', memberships: 1 };
    const recorded = await audit();
    expect(recorded).toHaveLength(3);
    expect(recorded).toContainEqual({
      name: 'account.imported',
      account_id: amara?.account.id,
      details: { ...details, addressConfirmed: true, password: 'bcrypt', app: true },
    });
    expect(recorded.find(({ name }) => name === 'import.finished')?.details).toMatchObject({ created: 2, refused: 0 });
    expect(await words(db)).toContain('nwosu');
    expect(JSON.stringify(recorded)).not.toMatch(/\$2y|JBSWY|\.example/);
  });

  it('run again changes nothing, and after a change of the file keeps the account as it is', async () => {
    const { importing, db, takeMail } = await start();
    const file = `${HEADER}\namara@riverside.example,Amara,,,,${BCRYPT},\n`;
    await importing(file);
    const before = await everything(db);
    expect((await importing(file)).short).toEqual([[2, 'unchanged', 'imported-before']]);
    const changed = await importing(
      `${HEADER}\nAMARA@riverside.example,Mallory,,,yes,{SSHA}4POPM6/Db/kGOlNQjgGw2xHgHZ1zYWx0c2FsdA==,${APP}\n`,
    );
    expect(changed.short).toEqual([[2, 'unchanged', 'account-kept']]);
    expect(await everything(db)).toEqual(before);
    expect(await takeMail()).toEqual([]);
  });

  it('asks the owner of an account to join another organization, once, and touches nothing else', async () => {
    const { importing, db, takeMail, storage, accounts } = await start();
    await plantOrganization(db, { name: 'Lakeside Hospital' });
    await importing(`${HEADER}\namara@riverside.example,Amara,,,,${BCRYPT},\n`);
    const authenticators = await db.selectFrom('authenticators').selectAll().execute();
    const joining = `${HEADER}\namara@riverside.example,Mallory,Lakeside Hospital,admin,yes,{SSHA}4POPM6/Db/kGOlNQjgGw2xHgHZ1zYWx0c2FsdA==,${APP}\n`;
    expect((await importing(joining, { dryRun: true })).short).toEqual([[2, 'updated', 'asked-to-join']]);
    expect(await takeMail()).toEqual([]);
    expect((await importing(joining)).short).toEqual([[2, 'updated', 'asked-to-join']]);
    expect((await importing(joining)).short).toEqual([[2, 'unchanged', 'imported-before']]);
    expect((await takeMail()).map(({ content }) => content.kind)).toEqual(['join-organization']);
    const id = (await accounts.find('amara@riverside.example'))?.account.id ?? ('' as never);
    const snapshot = await storage.signInReads.snapshot(id);
    expect(snapshot?.account.name).toBe('Amara');
    expect(snapshot?.address.confirmedAt).toBeNull();
    const held = (await accounts.show(id))?.memberships;
    expect(held?.map(({ organization, acceptedAt }) => [organization.name, acceptedAt]).sort()).toEqual([
      ['Lakeside Hospital', null],
      ['Riverside Clinic', NOW],
    ]);
    expect(await db.selectFrom('authenticators').selectAll().execute()).toEqual(authenticators);
  });

  it('decides each row on those before it, in a dry run too, which writes nothing', async () => {
    const { importing, db } = await start();
    await plantOrganization(db, { name: 'Sam Ito', kind: 'solo' });
    await plantOrganization(db, { name: 'Closed', disabledAt: NOW });
    const file = [
      HEADER,
      'sam@solo.example,Sam,Sam Ito,provider,,,',
      'second@solo.example,Second,Sam Ito,staff,,,',
      'patient@solo.example,Pat,Sam Ito,patient,,,',
      'SAM@solo.example,Sam,Riverside Clinic,,,,',
      'sam@solo.example,Sam,Sam Ito,patient,,,',
      'a@x.example,A,Closed,,,,',
      'a@x.example,A,Nowhere,,,,',
      'a@x.example,A,Riverside Clinic,owner,,,',
      'no address,A,,,,,',
      'a@x.example,=HYPERLINK("http://x"),,,,,',
      'a@x.example,A,,,,secret,',
      'a@x.example,A,,,,,JBSWY3DP',
      '',
    ].join('\r\n');
    const expected = [
      [2, 'created', 'password-missing'],
      [3, 'refused', 'solo-organization-full'],
      [4, 'created', 'password-missing'],
      [5, 'updated', 'asked-to-join'],
      [6, 'refused', 'kind-differs'],
      [7, 'refused', 'organization-disabled'],
      [8, 'refused', 'organization-unknown'],
      [9, 'refused', 'kind-unknown'],
      [10, 'refused', 'address-malformed'],
      [11, 'refused', 'name-formula'],
      [12, 'refused', 'hash-unknown'],
      [13, 'refused', 'app-secret-short'],
    ];
    const before = await everything(db);
    expect((await importing(file, { dryRun: true })).short).toEqual(expected);
    expect(await everything(db)).toEqual(before);
    expect((await importing(file)).short).toEqual(expected);
  });

  it('refuses somebody whose organizations allow no method in common', async () => {
    const { importing, organizations, db } = await start();
    const [app, keys] = [await plantOrganization(db, { name: 'App' }), await plantOrganization(db, { name: 'Keys' })];
    await organizations.mandates.grant(app.id, { allowedMethods: ['totp'] });
    await organizations.mandates.grant(keys.id, { allowedMethods: ['passkey'] });
    const row = (names: readonly string[]) =>
      `${JSON.stringify({ email: 'a@x.example', name: 'A', memberships: names.map((organization) => ({ organization })) })}\n`;
    const both = await importing(row(['App', 'Keys']), { form: 'jsonl' });
    expect(both.short).toEqual([[1, 'refused', 'empty-intersection']]);
    expect((await importing(row(['App', 'App']), { form: 'jsonl' })).short).toEqual([
      [1, 'refused', 'organization-twice'],
    ]);
    expect((await importing(row(['App', 'Riverside Clinic']), { form: 'jsonl' })).short).toEqual([
      [1, 'created', 'password-missing'],
    ]);
  });

  it('of one file twice at the same time makes everybody once', async () => {
    const { importing, db } = await start();
    const people = Array.from({ length: 450 }, (_, number) => `p${number}@x.example,Person ${number},,,,,`);
    const file = [HEADER, ...people].join('\n');
    await Promise.all([importing(file), importing(file)]);
    const { accounts, memberships, rows } = await counts(db);
    expect([accounts, memberships, rows]).toEqual([450, 450, 450]);
  });

  it('leaves somebody without a password to choose one from a link', async () => {
    const { importing, accounts, invitations, clinic, takeMail } = await start();
    await importing(`${HEADER}\nben@riverside.example,Ben,,,,,\n`);
    const newcomer = {
      address: 'ben@riverside.example',
      name: 'Ben',
      organizationId: clinic.id,
      kind: 'provider',
    } as const;
    expect(await accounts.invite(newcomer)).toMatchObject({ ok: true, value: { created: false } });
    const token = tokenIn((await takeMail())[0]);
    expect((await invitations.choosePassword(token, 'a long walk along the shore')).ok).toBe(true);
    const record = await accounts.find('ben@riverside.example');
    expect(record?.address.confirmedAt).toBe(NOW);
    expect((await accounts.show(record?.account.id ?? ('' as never)))?.authenticators).toMatchObject([
      { kind: 'password' },
    ]);
  });

  it('makes somebody anew who was deleted since', async () => {
    const { importing, accounts } = await start();
    const file = `${HEADER}\namara@riverside.example,Amara,,,,,\n`;
    await importing(file);
    const id = (await accounts.find('amara@riverside.example'))?.account.id ?? ('' as never);
    expect((await accounts.delete(id)).ok).toBe(true);
    expect((await importing(file)).short).toEqual([[2, 'created', 'password-missing']]);
  });

  it('does not begin a file whose first line is no header, and quotes nothing of it', async () => {
    const { importing } = await start();
    const problem = async (text: string) => (await importing(text)).done;
    expect(await problem('')).toEqual({ ok: false, error: { problem: 'empty' } });
    expect(await problem(`a@x.example,${BCRYPT}`)).toEqual({ ok: false, error: { problem: 'column-unknown', at: 1 } });
    expect(await problem('address,name,e-mail')).toEqual({ ok: false, error: { problem: 'column-twice', at: 3 } });
    expect(await problem('name')).toEqual({ ok: false, error: { problem: 'address-missing' } });
    expect((await importing('address', { organization: 'Nowhere' })).done).toEqual({
      ok: false,
      error: { problem: 'organization-unknown' },
    });
  });
});

async function words(db: Opened['db']): Promise<readonly string[]> {
  return (await db.selectFrom('search_words').select('word').execute()).map(({ word }) => word);
}

/** All that an import could change of people, but the trail and the note of what was done. */
async function everything(db: Opened['db']) {
  const tables = ['accounts', 'addresses', 'memberships', 'authenticators', 'invitations', 'search_words'] as const;
  return Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
}

async function counts(db: Opened['db']) {
  const [accounts, memberships, rows] = await Promise.all(
    (['accounts', 'memberships', 'import_rows'] as const).map(async (table) => {
      const found = await db.selectFrom(table).selectAll().execute();
      return found.length;
    }),
  );
  return { accounts, memberships, rows };
}
