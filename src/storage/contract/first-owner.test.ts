import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createAuditor } from '../../domain/audit/run/write.ts';
import { createHashQueue, systemTimer } from '../../domain/methods/password/hash-queue.ts';
import { createPassword } from '../../domain/methods/password/index.ts';
import { rolesOf } from '../../domain/roles/decide/permissions.ts';
import { type Beginning, createFirstOwner, type FirstOwnerDeps } from '../../domain/roles/run/first-owner.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { type Opened, onBothEngines, plainSealing } from './engines.ts';
import { NOW, plantAccount, plantOrganization } from './fixtures.ts';

const TYPED: Beginning = {
  organization: ' Lakeside Operations ',
  name: 'Robin Sato',
  address: 'Robin@Operator.example',
  password: 'correct-horse-battery',
  locale: 'es',
};

onBothEngines('the first owner', (open) => {
  it('comes by a link: their organization requires MFA, they own it, and all of it is recorded', async () => {
    const house = await houseOn(await open());
    const token = await house.token();
    const begun = await house.firstOwner.begin(token, TYPED);
    if (!begun.ok) throw new Error(begun.error.reason);
    const { storage } = house;
    const party = await storage.parties.byId(null, begun.value.accountId);
    expect(party === null ? null : rolesOf(party)).toEqual(['owner']);
    expect(await storage.organizations.list(null)).toMatchObject([
      { name: 'Lakeside Operations', kind: 'operator', mandate: { coveredKinds: ['provider', 'staff', 'admin'] } },
    ]);
    const snapshot = await storage.signInReads.snapshot(begun.value.accountId);
    expect(snapshot).toMatchObject({
      account: { name: 'Robin Sato', locale: 'es' },
      address: { address: 'Robin@operator.example', confirmedAt: null },
      authenticators: [{ kind: 'password' }],
    });
    const recorded = await storage.auditReads.newest({}, 10);
    expect(recorded.map(({ name }) => name).sort()).toEqual([
      'account.created',
      'mfa.granted',
      'organization.created',
      'setup-link.made',
    ]);
  });

  it('comes once: of two who open the link at the same time one wins, and afterwards it opens nothing', async () => {
    const opened = await open();
    const [here, there] = [await houseOn(opened), await houseOn(opened.another())];
    const token = await here.token();
    const both = await Promise.all([
      here.firstOwner.begin(token, TYPED),
      there.firstOwner.begin(token, { ...TYPED, address: 'other@operator.example' }),
    ]);
    expect(both.map((one) => (one.ok ? 'owner' : one.error.reason)).sort()).toEqual(['over', 'owner']);
    expect(await here.storage.organizations.list(null)).toHaveLength(1);
    expect(await here.storage.accounts.list(null, null)).toHaveLength(1);
    expect(await here.firstOwner.look(token)).toBeNull();
    expect(await here.firstOwner.link()).toBeNull();
  });

  it('finds only the newest link open, and for a day', async () => {
    const house = await houseOn(await open());
    const [older, newer] = [await house.token(), await house.token()];
    expect(await house.firstOwner.look(older)).toBeNull();
    expect(await house.firstOwner.begin(older, TYPED)).toEqual({ ok: false, error: { reason: 'over' } });
    house.at(NOW + DAY_MS - 1);
    expect(await house.firstOwner.look(newer)).toEqual({ minimum: 8 });
    house.at(NOW + DAY_MS);
    expect(await house.firstOwner.look(newer)).toBeNull();
    expect(await house.firstOwner.begin(newer, TYPED)).toEqual({ ok: false, error: { reason: 'over' } });
  });

  it('does not come where somebody is already, though a link was made before', async () => {
    for (const plant of [plantAccount, plantOrganization]) {
      const opened = await open();
      const house = await houseOn(opened);
      const token = await house.token();
      await plant(opened.db);
      expect(await house.firstOwner.look(token)).toBeNull();
      expect(await house.firstOwner.begin(token, TYPED)).toEqual({ ok: false, error: { reason: 'over' } });
      expect(await house.firstOwner.link()).toBeNull();
    }
  });

  it('is told what is wrong with what was typed, and the link stays good', async () => {
    const house = await houseOn(await open());
    const token = await house.token();
    const refusals: [Partial<Beginning>, string][] = [
      [{ organization: ' ' }, 'organization-malformed'],
      [{ name: 'Robin\u202eSato' }, 'name-malformed'],
      [{ address: 'robin' }, 'address-malformed'],
      [{ password: 'short' }, 'password-refused'],
    ];
    for (const [typed, reason] of refusals) {
      const begun = await house.firstOwner.begin(token, { ...TYPED, ...typed });
      expect(begun.ok ? null : begun.error.reason).toBe(reason);
    }
    expect(await house.storage.organizations.list(null)).toEqual([]);
    expect((await house.firstOwner.begin(token, TYPED)).ok).toBe(true);
  });
});

/** A house whose clock is moved by hand. */
async function houseOn({ storage }: Opened) {
  let now = NOW;
  const clock = { now: () => now };
  const random = { bytes: randomBytes };
  const auditor = createAuditor({ sealing: plainSealing, random, clock });
  const deps: FirstOwnerDeps = { ...storage, auditor, clock, random, sealing: plainSealing, passwords: passwordsOf() };
  const firstOwner = createFirstOwner(deps);
  return {
    storage,
    firstOwner,
    at: (moment: number) => void (now = moment),
    async token() {
      const link = await firstOwner.link();
      if (link === null) throw new Error('somebody is here');
      return link.path.slice('/setup/'.length);
    },
  };
}

/** As slow as the real thing, since it is. */
function passwordsOf() {
  const keyRing = keyRingFrom(Buffer.alloc(32, 7));
  const queue = createHashQueue({ atOnce: 2, waiting: 64, maxWaitMs: 20_000 }, systemTimer);
  return createPassword({ keyRing, queue, productWords: ['vestibule'] }).passwords;
}
