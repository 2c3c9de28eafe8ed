import { receiptOf } from '../domain/access/run/receipt.ts';
import { canonicalAddress } from '../domain/accounts/run/address.ts';
import { createDryRun } from '../domain/dry-run/run/dry-run.ts';
import { coverage, signIns } from '../domain/evidence/run/coverage.ts';
import { recentActivity } from '../domain/self-service/run/activity.ts';
import { browsersKnown, openSessions } from '../domain/self-service/run/places.ts';
import { foresee } from '../domain/sign-in/run/foresee.ts';
import { proofLaneKey } from '../domain/sign-in/run/load-facts.ts';
import type { ConsoleReads } from '../edges/console/ports.ts';
import type { Instance } from './instance.ts';

/** What the console shows, over the domain. */
export function consoleReads(instance: Instance): ConsoleReads {
  const { accounts, storage, clock } = instance;
  return {
    directory: storage.directory,
    resets: instance.resetDesk,
    alerts: instance.alertDesk,
    jobs: instance.jobs,
    async accountByAddress(typed) {
      const address = canonicalAddress(typed);
      return address.ok ? storage.signInReads.accountIdByAddress(address.value.canonical) : null;
    },
    async person(id) {
      const [overview, party, snapshot] = await Promise.all([
        accounts.show(id),
        storage.parties.byId(null, id),
        storage.signInReads.snapshot(id),
      ]);
      if (overview === null || party === null || snapshot === null) return null;
      const lane = await storage.lanes.load(proofLaneKey(id, 'unknown'));
      return { overview, party, foresight: foresee(instance, snapshot, lane, clock.now()) };
    },
    receipt: (event) => receiptOf(event, instance.signer),
    async traces(id) {
      const snapshot = await storage.signInReads.snapshot(id);
      if (snapshot === null) return { sessions: [], browsers: [], activity: [] };
      const [sessions, browsers, activity] = await Promise.all([
        openSessions({ ...instance, sessions: storage.sessions }, snapshot, null),
        browsersKnown({ ...storage, clock }, snapshot, null),
        recentActivity(instance.trail, id),
      ]);
      return { sessions, browsers, activity };
    },
    organization: (id) => storage.organizations.byId(null, id),
    async mandateRequest(id) {
      const open = await storage.mandates.openRequest(null, id);
      if (open === null) return null;
      const asker = await storage.accounts.byId(null, open.requestedBy);
      return { at: open.requestedAt, by: asker?.account.name ?? null };
    },
    dryRun: createDryRun({ ...instance, members: storage.memberReads }),
    breakGlass: () => instance.breakGlass.overview(),
    coverage: (organization) => coverage(storage.evidence, organization, clock.now()),
    coverageCounts: storage.coverageCounts,
    openInvitations: (id, page) => storage.invitations.openIn(id, clock.now(), page),
    openInvitation: (id) => storage.invitations.openById(null, id, clock.now()),
    signIns: (id) => signIns(storage.signInCounts, id, clock.now()),
  };
}
