import type { FastifyRequest } from 'fastify';
import type { AccountId } from '../../../domain/accounts/decide/account.ts';
import { OUTLOOKS, type Outlook } from '../../../domain/dry-run/decide/outlook.ts';
import { trialMandate } from '../../../domain/dry-run/run/dry-run.ts';
import type { Mandate, Organization } from '../../../domain/organizations/decide/mandate.ts';
import { usualMandate } from '../../../domain/organizations/run/terms.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { addPage, lineOf, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { FIELD_OF, type GivenTerms, givenTerms, namesTerms, termsGiven, termsOf, termsQuery } from '../terms.ts';
import { type Found, renderDryRun } from '../views/dry-run.tsx';
import { noSuchAct, organizationFor } from './mandates.ts';

const PAGE = 25;

/** What a mandate would do, by the terms in the address. */
export function registerDryRun(parts: ConsoleParts): void {
  const purpose = 'Tries a mandate: what each member would meet on these terms';
  addPage(parts, '/console/organizations/:id/dry-run', purpose, async (entered, request) => {
    const { actor, desk } = entered;
    const organization = await organizationFor(parts, entered, request, 'mandate.dry-run');
    if (organization === null) return null;
    const instead = noSuchAct(organization, null, entered);
    if (instead !== null) return instead;
    const given = queryOf(request);
    const terms = namesTerms(given) ? givenTerms(given) : termsGiven(organization.mandate ?? usualMandate(desk.now));
    const act = organization.mandate === null ? 'mandate.decide' : 'mandate.change';
    const about = {
      organization,
      terms,
      decides: may(actor, act, { kind: 'organization', organizationId: organization.id }) === null,
    };
    const trial = trialMandate(organization, termsOf(terms, organization.mandate), desk.now);
    if (!trial.ok) {
      const problem = refusedBy(trial.error, entered, FIELD_OF[trial.error.reason]);
      return renderDryRun({ ...about, again: { given, problem }, found: null }, desk);
    }
    const found = await tried(parts, { organization, terms, mandate: trial.value }, askedOf(request));
    return renderDryRun({ ...about, again: null, found }, desk);
  });
}

/** Counts, and a page of people. */
async function tried(
  { reads }: ConsoleParts,
  about: { readonly organization: Organization; readonly terms: GivenTerms; readonly mandate: Mandate },
  { only, after }: Asked,
): Promise<Found> {
  const { organization, terms, mandate } = about;
  const counts = await reads.dryRun.count(organization, mandate);
  const some = only === null || counts.byOutlook[only] > 0;
  const people = some ? await reads.dryRun.people(organization, mandate, { only, after, limit: PAGE + 1 }) : [];
  const shown = people.slice(0, PAGE);
  const last = people.length > PAGE ? shown.at(-1) : undefined;
  return {
    counts,
    people: shown,
    only,
    first: after === null ? null : addressOf(organization.id, terms, { only, after: null }),
    next: last === undefined ? null : addressOf(organization.id, terms, { only, after: last.accountId }),
    filter: (outlook) => addressOf(organization.id, terms, { only: outlook, after: null }),
  };
}

/** Who is listed: those who meet something, after one of them. */
interface Asked {
  readonly only: Outlook | null;
  readonly after: AccountId | null;
}

function askedOf(request: FastifyRequest): Asked {
  const given = queryOf(request);
  const only = lineOf(given, 'only');
  const after = lineOf(given, 'after', 64);
  return {
    only: OUTLOOKS.find((outlook) => outlook === only) ?? null,
    after: after === '' ? null : (after as AccountId),
  };
}

function addressOf(id: string, terms: GivenTerms, { only, after }: Asked): string {
  const query = termsQuery(terms);
  if (only !== null) query.set('only', only);
  if (after !== null) query.set('after', after);
  return `/console/organizations/${id}/dry-run?${query}`;
}
