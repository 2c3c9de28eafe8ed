import { describe, expect, it } from 'vitest';
import { ran, terminal } from '../../../test/harness/terminal.ts';
import type { CliServices, Flags } from './contract.ts';
import { buildProgram } from './program.ts';

const GOOD = 'a long walk along the shore';

/** A terminal with Riverside Clinic, its admin Amara and the solo provider Sam. */
async function withPeople() {
  const run = terminal();
  for (const line of [
    `org create 'Riverside Clinic' --support it@riverside.example --idle 15m --absolute 8h`,
    `org create 'Sam Ito' --kind solo`,
    `org create 'Lakeside Hospital'`,
  ]) {
    expect((await run(line)).code).toBe(0);
  }
  const amara = `account create amara@riverside.example --name 'Amara Nwosu' --org 'riverside clinic' --kind admin --confirmed`;
  expect((await run(amara, GOOD)).code).toBe(0);
  expect((await run(`account create sam@solo.example --name 'Sam Ito' --org 'Sam Ito'`, GOOD)).code).toBe(0);
  return run;
}

describe('the command line', () => {
  it('makes, lists, shows and changes organizations, for people and for programs', async () => {
    const run = await withPeople();
    const list = await run('org list');
    expect(list.out).toMatch(
      /^NAME +KIND +MFA +STATE +ID\nLakeside Hospital +clinic +no +in force +\S+\nRiverside Clinic /,
    );
    expect((await run(`org set 'Lakeside Hospital' --name Lakeside --no-support --disable`)).code).toBe(0);
    const shown = await run('org show lakeside --json');
    expect(shown.json).toMatchObject({
      name: 'Lakeside',
      support: null,
      idleMs: 1_800_000,
      mandate: null,
      members: [],
    });
    expect(shown.json.disabledAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    const riverside = await run(`org show 'Riverside Clinic'`);
    expect(riverside.out).toMatch(/Support +it@riverside.example\nSessions +8 hours, 15 minutes without a request\n/);
    expect(riverside.out).toMatch(/\namara@riverside.example +Amara Nwosu +admin +in force\n$/);
    expect(riverside.err).toBe('');
  });

  it('says what the console takes, for the organization of the operator alone', async () => {
    const run = await withPeople();
    expect((await run(`org set 'Riverside Clinic' --console phr --json`)).json['refused']?.['reason']).toBe(
      'not-the-operator',
    );
    await run(`org create 'Operator' --kind operator`);
    expect((await run(`org set 'Operator' --console phr --json`)).json).toMatchObject({ console: 'phr' });
    expect((await run(`org show 'Operator'`)).out).toMatch(/The console takes +passkeys alone\n/);
    expect((await run(`org show 'Riverside Clinic'`)).out).not.toContain('The console takes');
    expect((await run(`org set 'Operator' --console two-step`)).code).toBe(2);
  });

  it('sets how long sessions last, and makes a link that marks a shared workstation', async () => {
    const run = await withPeople();
    const set = await run(`org set 'Riverside Clinic' --idle 10m --absolute 6h --workstation-idle 2m --json`);
    expect(set.json).toMatchObject({ idleMs: 600_000, absoluteMs: 21_600_000, workstationIdleMs: 120_000 });
    for (const beyond of ['--idle 7h', '--workstation-idle 6m', '--workstation-idle 0m']) {
      const { code, json } = await run(`org set 'Riverside Clinic' ${beyond} --json`);
      expect([code, json['refused']?.['reason']]).toEqual([1, 'limits-out-of-range']);
    }
    const made = await run(`workstation link 'Riverside Clinic' --json`);
    expect(made.json['url']).toMatch(/^https?:\/\/[^/]+\/workstation\/[\w-]{43}$/);
    expect((await run(`workstation link 'Riverside Clinic'`)).out).toMatch(
      /^Open this in a browser at Riverside Clinic /,
    );
    await run(`org set 'Riverside Clinic' --disable`);
    const refused = await run(`workstation link 'Riverside Clinic' --json`);
    expect([refused.code, refused.json['refused']?.['reason']]).toEqual([1, 'organization-disabled']);
  });

  it('invites somebody, and mails the link rather than printing it', async () => {
    const run = await withPeople();
    const invited = await run(`account invite ben@riverside.example --name 'Ben Castillo' --org 'Riverside Clinic'`);
    expect(invited).toMatchObject({ code: 0, out: 'ben@riverside.example was invited.\n', err: '' });
    const again = await run(
      `account invite ben@riverside.example --name 'Ben Castillo' --org 'Riverside Clinic' --json`,
    );
    expect(again.json).toEqual({ accountId: expect.any(String), created: false, code: null });
    expect((await run('account show ben@riverside.example')).out).toContain('a password is still to be chosen');
    const taken = await run(`account invite amara@riverside.example --name A --org 'Riverside Clinic'`);
    expect(taken).toMatchObject({ code: 1, out: '', err: expect.stringContaining('org member add') });
  });

  it('prints a code for set-up once, where the organization asks for one', async () => {
    const run = await withPeople();
    await run(`mfa grant 'Riverside Clinic' --set-up-proof invitation-code`);
    const invited = await run(`account invite ben@riverside.example --name Ben --org 'Riverside Clinic'`);
    expect(invited.out).toMatch(/Invitation code for set-up: [0-9A-Z]{5}-[0-9A-Z]{5}\nIt is shown only now\./);
    const code = await run(`account invite amara@riverside.example --org 'Riverside Clinic' --new-code --json`);
    expect(code.json.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    const pending = await run(`account invite ben@riverside.example --org 'Riverside Clinic' --new-code`);
    expect(pending).toMatchObject({ code: 1, err: 'The account does not belong to this organization.\n' });
  });

  it('reads a password from standard input only', async () => {
    const run = await withPeople();
    const line = `account create olu@oakdale.example --name Olu --org 'Lakeside Hospital'`;
    expect(await run(`${line} ${'correct-horse-oakdale'}`)).toMatchObject({ code: 2, out: '' });
    expect(await run(`${line} --password x`)).toMatchObject({ code: 2 });
    const short = await run(line, 'short');
    expect(short).toMatchObject({ code: 1, err: 'The password is too short: it needs 15 characters.\n' });
    const refused = await run(`${line} --json`);
    expect(refused.code).toBe(1);
    expect(refused.json).toEqual({
      refused: { reason: 'password-refused', message: expect.any(String), problem: 'too-short', minimum: 15 },
    });
    expect(refused.err).toBe('');
    expect((await run(line, 'correct-horse-oakdale')).code).toBe(0);
    expect((await run('account show olu@oakdale.example --json')).json.addressConfirmedAt).toBeNull();
  });

  it('disables, enables, moves and deletes accounts', async () => {
    const run = await withPeople();
    expect((await run('account disable AMARA@riverside.example')).out).toBe(
      'amara@riverside.example can no longer sign in. 0 sessions and 0 attempts to sign in ended.\n',
    );
    expect((await run('account list')).out).toMatch(/amara@riverside.example +Amara Nwosu +disabled /);
    expect(await run('account disable amara@riverside.example')).toMatchObject({ code: 1 });
    expect((await run('account enable amara@riverside.example')).code).toBe(0);
    const moved = await run('account set-address amara@riverside.example amara@lakeside.example');
    expect(moved.out).toContain('amara@riverside.example is now amara@lakeside.example.');
    expect((await run('account set-address amara@lakeside.example amara@lakeside.example --confirmed')).out).toBe(
      'amara@lakeside.example is confirmed.\n',
    );
    const deleted = await run('account delete amara@lakeside.example --json');
    expect(deleted.json).toEqual({ accountId: expect.any(String), deleted: true, ended: { attempts: 0, sessions: 0 } });
    expect(await run('account show amara@lakeside.example')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such account'),
    });
    expect((await run(`account list --org 'Riverside Clinic' --json`)).json).toEqual([]);
  });

  it('adds members who are asked first, changes and removes them', async () => {
    const run = await withPeople();
    const added = await run(`org member add 'Lakeside Hospital' amara@riverside.example --kind staff --json`);
    expect(added.json).toMatchObject({ kind: 'staff', accepted: false });
    expect((await run(`org show 'Lakeside Hospital'`)).out).toMatch(
      /amara@riverside.example +Amara Nwosu +staff +asked/,
    );
    expect(await run(`org member set-kind 'Lakeside Hospital' amara@riverside.example`)).toMatchObject({ code: 2 });
    expect((await run(`org member set-kind 'Lakeside Hospital' amara@riverside.example --kind patient`)).code).toBe(0);
    expect((await run(`org member remove 'Lakeside Hospital' amara@riverside.example`)).code).toBe(0);
    expect(await run(`org member remove 'Lakeside Hospital' amara@riverside.example`)).toMatchObject({
      code: 1,
      err: 'The account does not belong to this organization.\n',
    });
  });

  it('requests a mandate for an admin, grants it, changes it and revokes it', async () => {
    const run = await withPeople();
    expect(await run(`mfa request 'Riverside Clinic'`)).toMatchObject({ code: 2 });
    const requested = await run(`mfa request 'Riverside Clinic' --as amara@riverside.example --json`);
    expect(requested.json).toMatchObject({ requestedBy: expect.any(String), requestedAt: expect.any(String) });
    expect((await run(`org show 'Riverside Clinic' --json`)).json.request).toMatchObject({
      requestedBy: requested.json.requestedBy,
    });
    const granted = await run(`mfa grant 'Riverside Clinic' --cover provider,patient --methods totp,passkey --skips 3`);
    expect(granted.out).toMatch(
      /requires multi-factor authentication\.\n.*covers +provider, patient\n.*grace +3 skips\n/s,
    );
    expect(await run(`mfa grant 'Riverside Clinic'`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('--change'),
    });
    const changed = await run(`mfa grant 'Riverside Clinic' --change --no-grace --no-pass-after-reset --json`);
    expect(changed.json.mandate).toMatchObject({
      skips: 0,
      dueAt: null,
      passAfterReset: false,
      coveredKinds: ['provider', 'patient'],
    });
    expect(await run(`mfa grant 'Riverside Clinic' --change --due 2999-01-31`)).toMatchObject({ code: 1 });
    expect((await run(`mfa revoke 'Riverside Clinic' --json`)).json.outcome).toBe('revoked');
    expect(await run(`mfa revoke 'Riverside Clinic'`)).toMatchObject({ code: 1 });
    expect((await run(`mfa grant 'Riverside Clinic' --due 2999-01-31 --json`)).json.mandate?.dueAt).toBe(
      '2999-01-31T00:00:00.000Z',
    );
  });

  it('refuses a mandate for a solo provider, in a clear sentence', async () => {
    const run = await withPeople();
    for (const line of [`mfa grant 'Sam Ito'`, `mfa request 'Sam Ito' --as sam@solo.example`]) {
      const refused = await run(line);
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.err).toMatch(/solo provider\. Multi-factor authentication is for organizations/);
      expect((await run(`${line} --json`)).json.refused?.reason).toBe('solo-organization');
    }
  });

  it.each([
    ['frobnicate', 'unknown command'],
    ['orgs list', 'Did you mean org?'],
    ['org lst', 'Did you mean list?'],
    ['org list --jsn', 'Did you mean --json?'],
    ['org', 'Usage: vestibule org'],
    ['org show', "missing required argument 'organization'"],
    ['org list too many', 'too many arguments'],
    ['org create x --kind hospital', 'Allowed choices are clinic, solo, operator'],
    ['org create x --idle 12', 'as 30m or 12h'],
    ['mfa grant x --methods totp,sms', 'totp, passkey, email-code, recovery-code'],
    ['mfa grant x --due tomorrow', '2027-01-31'],
    ['mfa grant x --due 2027-01-31 --skips 2', 'cannot be used with'],
    ['account invite a@x.example --name A', '--org <organization>'],
    ['account list --url', 'argument missing'],
  ])('exits 2 on %j and says what is wrong', async (line, says) => {
    const run = terminal();
    const wrong = await run(line);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain(says);
  });

  it('exits 0 on help and version', async () => {
    const run = terminal();
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const name of ['serve', 'migrate', 'demo', 'org', 'account', 'mfa', 'client']) {
      expect(help.out).toContain(`  ${name}`);
    }
    expect((await run('mfa grant --help')).out).toContain('--set-up-proof');
    expect(await run('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
  });

  it('lets every command print JSON and take every setting', () => {
    const io = { out() {}, err() {}, readSecrets: async () => [] };
    const program = buildProgram(async () => Promise.reject(new Error('unused')), io, '1.2.3');
    const leaves = (command: typeof program): (typeof program)[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap((one) => leaves(one as typeof program));
    const all = leaves(program);
    expect(all.length).toBeGreaterThanOrEqual(20);
    const flags = ['url', 'database', 'data', 'smtp', 'mail-from', 'trusted-proxies', 'passkey-domain', 'port', 'host'];
    for (const command of all) {
      const known = command.options.map(({ long }) => long);
      expect(known, command.name()).toEqual(expect.arrayContaining(['--json', ...flags.map((flag) => `--${flag}`)]));
      expect(known, command.name()).toEqual(expect.arrayContaining(['--name', '--support'].slice(0, 0)));
    }
    expect(program.options.map(({ long }) => long)).toEqual(expect.arrayContaining(['--name', '--support']));
  });

  it('takes a setting before the command or after it, the later one stronger', async () => {
    const seen: Flags[] = [];
    const services = () => async (flags: Flags) => {
      seen.push(flags);
      return { migrate: async () => ['0001-start'] } as unknown as CliServices;
    };
    const first = await ran(
      '--name Clinic --url http://localhost:1 migrate --url http://localhost:2 --json',
      [],
      services,
    );
    expect(first.json).toEqual({ steps: ['0001-start'] });
    expect(seen).toEqual([{ name: 'Clinic', url: 'http://localhost:2' }]);
  });

  it("keeps an organization's own support contact and name apart from the instance's", async () => {
    const seen: Flags[] = [];
    const services = () => async (flags: Flags) => {
      seen.push(flags);
      return Promise.reject(new Error('far enough'));
    };
    await ran(`--support it@vestibule.example org set x --support it@x.example --name X`, [], services);
    expect(seen).toEqual([{ support: 'it@vestibule.example' }]);
  });

  it('exits 1 with a sentence when the settings are wrong', async () => {
    const run = terminal();
    const wrong = await run('org list --url http://10.0.0.1:4000');
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain('VESTIBULE_URL');
    expect(wrong.err).not.toContain('at ');
  });

  it('exits 1 on a defect, with its trace on standard error', async () => {
    const broken = await ran('org list', [], () => async () => Promise.reject(new Error('the disk is gone')));
    expect(broken).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Error: the disk is gone') });
  });
});
