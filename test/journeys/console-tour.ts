import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { CHECKLIST } from '../../src/domain/recovery/decide/reset-case.ts';
import { makeAccount, makeOrganization, must, type TestApp } from '../app.ts';
import { CONSOLE_ROUTES } from '../conformance/console-table.ts';
import { appCode } from '../harness/totp.ts';
import { accountOf, jsonPastPassword, type Person, personWithApp } from './people.ts';
import { otherCode } from './steps.ts';

/** Only an organization's own admin asks for MFA, a file is no page, and nobody used a break-glass account or was offboarded yet. */
const NOT_HERE = ['/request', '/csv', '/uses/:id/review', '/end', '/receipts/:id'];

/** Every page that the owner of a tour can look at, as patterns of the route list. */
export const OWNERS_PAGES: readonly string[] = Object.keys(CONSOLE_ROUTES).filter(
  (path) => !NOT_HERE.some((end) => path.endsWith(end)),
);

/** A console with something on each page, and whoever may see them all. */
export interface Tour {
  readonly owner: Person;
  /** Where a pattern of the route list leads in this console. */
  addressOf(pattern: string): string;
}

/** Fills a new app: a clinic that requires MFA and one that asked for it, people with long names, an open reset, an import. */
export async function startTour(app: TestApp): Promise<Tour> {
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  const owner = await personWithApp(app, operator, 'robin@operator.example', 'admin');
  const clinic = await makeOrganization(app, 'Riverside Clinic for Paediatric and Adolescent Mental Health', {});
  const asking = await makeOrganization(app, 'Oakdale Practice');
  const admin = await makeAccount(app, 'olu@oakdale.example', asking, 'admin');
  must(await app.instance.organizations.mandates.request(asking, admin));
  const person = await personWithApp(app, clinic, 'bartholomew.featherstonehaugh-montgomery@riverside.example');
  const personId = await accountOf(app, person.address);
  const ownerId = await accountOf(app, owner.address);
  const record = { reason: 'Phone lost on the way home', ticket: 'T-1042', callBack: 'Ward 3, answered herself' };
  const opened = await app.instance.resets.open(ownerId, {
    ...record,
    address: person.address,
    checklist: CHECKLIST,
    holdHours: 24,
  });
  const as = app.instance.administrationBy(ownerId);
  const bytes = Buffer.from('address,name,kind\nben@riverside.example,Ben Okafor,surgeon\n');
  const job = must(await as.importDesk.start({ bytes, form: 'csv', organization: clinic, dryRun: true }));
  await signsInWithAWrongCode(app, person);
  await app.instance.sealer.run();
  await app.instance.signInCounter.run();
  await app.instance.coverageCounter.run();
  const glass = must(
    await as.breakGlass.create({ name: 'Envelope in the safe', address: 'glass@operator.example', days: 365 }),
  );
  const [event] = await app.instance.storage.auditReads.newest({ accountId: personId }, 1);
  await invited(as, clinic);
  const [invitation] = await app.instance.storage.invitations.openIn(clinic, app.clock.now(), {
    after: null,
    limit: 1,
  });
  const ids = {
    personId,
    invitation: invitation?.id ?? '',
    clinic,
    asking,
    operator,
    caseId: must(opened).id,
    job,
    glass: glass.accountId,
    eventId: event?.id ?? '',
    alertId: await raiseAlert(app, operator, clinic),
  };
  return { owner, addressOf: (pattern) => addressIn(ids, pattern) };
}

/** One with a long address, one to whoever has an account elsewhere. */
async function invited(
  { accounts }: ReturnType<TestApp['instance']['administrationBy']>,
  organizationId: OrganizationId,
) {
  for (const address of [
    'olu@oakdale.example',
    'maximiliana.von.hohenlohe-waldenburg-schillingsfuerst@riverside.example',
  ]) {
    must(await accounts.inviteOrAsk({ address, name: 'Somebody', organizationId, kind: 'provider' }));
  }
}

/** Somebody of support resets as many people as alert the owners. */
async function raiseAlert(app: TestApp, operator: OrganizationId, clinic: OrganizationId): Promise<string> {
  const agent = await makeAccount(app, 'wilhelmina.featherstonehaugh@operator.example', operator, 'staff');
  const record = { reason: 'Phone lost', ticket: 'T-7', callBack: 'Ward 3', checklist: CHECKLIST, holdHours: null };
  for (const name of ['cleo', 'dana', 'maximiliana.von.hohenlohe-waldenburg']) {
    const address = `${name}@riverside.example`;
    await makeAccount(app, address, clinic);
    const { id } = must(await app.instance.resets.open(agent, { address, ...record }));
    must(await app.instance.resets.carryOut(agent, id));
  }
  const [alert] = await app.instance.alertDesk.alerts({ state: 'all', after: null, limit: 1 });
  return alert?.id ?? '';
}

interface Ids {
  readonly personId: AccountId;
  readonly clinic: OrganizationId;
  readonly asking: OrganizationId;
  readonly operator: OrganizationId;
  readonly caseId: string;
  readonly job: string;
  readonly glass: AccountId;
  readonly eventId: string;
  readonly alertId: string;
  readonly invitation: string;
}

function addressIn(ids: Ids, pattern: string): string {
  const by: readonly (readonly [prefix: string, id: string])[] = [
    ['/console/organizations/:id/decline', ids.asking],
    ['/console/organizations/:id/grant', ids.asking],
    ['/console/organizations/:id/require-passkeys', ids.operator],
    ['/console/organizations/:id/allow-apps', ids.operator],
    ['/console/organizations/', ids.clinic],
    ['/console/people/', ids.personId],
    ['/console/audit/events/', ids.eventId],
    ['/console/import/', ids.job],
    ['/console/resets/alerts/', ids.alertId],
    ['/console/resets/', ids.caseId],
    ['/console/break-glass/', ids.glass],
  ];
  const found = by.find(([prefix]) => pattern.startsWith(prefix));
  return pattern
    .replace(':id', found?.[1] ?? 'unknown')
    .replace(':organization', ids.clinic)
    .replace(':invitation', ids.invitation);
}

async function signsInWithAWrongCode(app: TestApp, { address, secret }: Person): Promise<void> {
  const { client } = await jsonPastPassword(app, address);
  const code = appCode(secret, app.clock.now());
  await client.answer({ answer: 'proof', method: 'totp', code: otherCode(code, 1) });
  await client.answer({ answer: 'proof', method: 'totp', code });
}
