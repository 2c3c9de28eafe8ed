import { expect, it } from 'vitest';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { countSeen, OUTLOOKS, outlookOf } from '../../domain/dry-run/decide/outlook.ts';
import { createDryRun } from '../../domain/dry-run/run/dry-run.ts';
import { createMethods } from '../../domain/methods/registry.ts';
import type { Mandate, Organization } from '../../domain/organizations/decide/mandate.ts';
import { isSuspended } from '../../domain/sign-in/run/bindings.ts';
import { foresee } from '../../domain/sign-in/run/foresee.ts';
import type { AccountSnapshot } from '../../domain/sign-in/run/records.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Storage } from '../open.ts';
import { mandatesFrom, plantPeople } from './dry-run-people.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { NOW } from './fixtures.ts';

const methods = createMethods({
  keyRing: keyRingFrom(Buffer.alloc(32, 1)),
  random: systemRandom,
  instanceName: 'Riverside',
  origin: 'https://sign-in.riverside.example',
  passkeyDomain: 'riverside.example',
  hashConcurrency: 1,
});
const deps = { methods, sealing: plainSealing, clock: { now: () => NOW } };
const PEOPLE = 400;
const MANDATES = 20;

onBothEngines('a dry run', (open) => {
  it.each([1, 2])('says of everybody what the core says of each alone (%i)', async (seed) => {
    const { storage, db } = await open();
    const clinic = await plantPeople(db, seed, PEOPLE);
    const dryRun = createDryRun({ ...deps, members: storage.memberReads, pageSize: 100 });
    const alone = await snapshotsOf(storage, clinic);
    for (const mandate of mandatesFrom(seed, MANDATES)) {
      const each = alone.map((snapshot) => seenAlone(snapshot, clinic, mandate));
      expect(each.length).toBeGreaterThan(PEOPLE / 2);
      expect(await dryRun.count(clinic, mandate)).toEqual({
        ...countSeen(
          mandate.allowedMethods,
          each.map((one) => ({ ...one, people: 1 })),
        ),
        complete: true,
      });
    }
  });

  it('lists those who meet something, a page at a time, each with the step', async () => {
    const { storage, db } = await open();
    const clinic = await plantPeople(db, 3, PEOPLE);
    const dryRun = createDryRun({ ...deps, members: storage.memberReads, pageSize: 20 });
    const [mandate] = mandatesFrom(3, 1) as [Mandate];
    const each = (await snapshotsOf(storage, clinic)).map((snapshot) => seenAlone(snapshot, clinic, mandate));
    for (const only of [null, ...OUTLOOKS]) {
      const listed = [];
      for (let after: AccountId | null = null; ; ) {
        const page = await dryRun.people(clinic, mandate, { only, after, limit: 9 });
        listed.push(...page);
        after = page.at(-1)?.accountId ?? null;
        if (page.length < 9) break;
      }
      const wanted = each.filter(({ outlook }) => only === null || outlook === only);
      expect(listed).toMatchObject(wanted);
    }
  });
});

/** All that is stored of each member, as a sign-in reads it. */
async function snapshotsOf(storage: Storage, clinic: Organization): Promise<readonly AccountSnapshot[]> {
  const members = await storage.memberships.membersOf(null, clinic.id);
  const ids = members.filter(({ acceptedAt }) => acceptedAt !== null).map(({ accountId }) => accountId);
  const snapshots = await Promise.all(ids.toSorted().map((id) => storage.signInReads.snapshot(id)));
  return snapshots.flatMap((one) => one ?? []);
}

function seenAlone(snapshot: AccountSnapshot, clinic: Organization, mandate: Mandate) {
  const trial = { ...clinic, mandate };
  const memberships = snapshot.memberships.map((one) =>
    one.organization.id === clinic.id ? { ...one, organization: trial } : one,
  );
  const kind = memberships.find(({ organization }) => organization.id === clinic.id)?.kind ?? 'patient';
  const { elsewhere } = foresee(deps, { ...snapshot, memberships }, { key: '', version: 0, tries: [] }, NOW);
  const live = snapshot.authenticators.filter((row) => !isSuspended(row)).map((row) => row.kind);
  return {
    accountId: snapshot.account.id,
    kind,
    outlook: outlookOf(mandate.coveredKinds.includes(kind), elsewhere),
    methods: [...new Set(live)],
    step: elsewhere,
  };
}
