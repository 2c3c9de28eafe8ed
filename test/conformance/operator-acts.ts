import { randomUUID } from 'node:crypto';
import type { LeavesFrom } from '../../src/domain/access/run/offboard.ts';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { CHECKLIST } from '../../src/domain/recovery/decide/reset-case.ts';
import { must, type TestApp } from '../app.ts';

/** Whose account operators act on. */
export interface Subject {
  readonly accountId: AccountId;
  readonly address: string;
  readonly organization: OrganizationId;
}

/** What support and operators do to an account and its organization. */
export interface OperatorActs {
  /** Returns the case. */
  openReset(of: Subject): Promise<string>;
  carryOutReset(of: Subject): Promise<void>;
  disable(of: Subject): Promise<void>;
  delete(of: Subject): Promise<void>;
  offboard(of: Subject, from: LeavesFrom): Promise<void>;
  changeAddress(of: Subject): Promise<void>;
  mandate(of: Subject): Promise<void>;
  disableOrganization(of: Subject): Promise<void>;
}

/** The acts, resets in the name of `agent`. */
export function operatorActs(app: TestApp, agent: AccountId): OperatorActs {
  const { accounts, offboarding, organizations, resets } = app.instance;
  const record = { reason: 'lost', ticket: 'T-1', callBack: '555', checklist: CHECKLIST, holdHours: null };
  async function openReset({ address }: Subject): Promise<string> {
    return must(await resets.open(agent, { ...record, address })).id;
  }
  return {
    openReset,
    async carryOutReset(of) {
      must(await resets.carryOut(agent, await openReset(of)));
    },
    async disable({ accountId }) {
      must(await accounts.disable(accountId));
    },
    async delete({ accountId }) {
      must(await accounts.delete(accountId));
    },
    async offboard({ accountId }, from) {
      must(await offboarding.offboard(accountId, from));
    },
    async changeAddress({ accountId }) {
      must(await accounts.setAddress(accountId, `${randomUUID()}@riverside.example`, true));
    },
    async mandate({ organization }) {
      must(await organizations.mandates.grant(organization, {}));
    },
    async disableOrganization({ organization }) {
      must(await organizations.set(organization, { disabled: true }));
    },
  };
}
