import type { Clock } from '../../../platform/clock.ts';
import { csvLine } from '../../../platform/csv.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Signer } from '../../../platform/signing.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditName } from '../../audit/decide/event.ts';
import type { SignedHead } from '../../audit/decide/head.ts';
import { headLine } from '../../audit/run/head-line.ts';
import type { AuditFilter } from '../../audit/run/ports.ts';
import type { ExportedRow } from '../../audit/run/read.ts';
import { rowLine } from '../../audit/run/row-line.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import { type Coverage, countingMethods } from '../decide/coverage.ts';
import { coverage } from './coverage.ts';
import type { PackAbout } from './manifest.ts';
import type { BreakGlassEvidence, EvidenceReads, MissingMember, ResetEvidence } from './ports.ts';
import { summary } from './summary.ts';

const PAGE = 500;
const MANDATE_EVENTS: readonly AuditName[] = ['mfa.requested', 'mfa.granted', 'mfa.changed', 'mfa.revoked'];

/** A file of a pack, in pieces: a trail may be longer than what fits into memory. */
export interface EvidenceFile {
  readonly name: string;
  readonly pieces: AsyncIterable<string> | Iterable<string>;
}

/** What making a pack works with. */
export interface PackDeps {
  readonly evidence: EvidenceReads;
  readonly issuer: string;
  readonly signer: Pick<Signer, 'publicKey'>;
  readonly clock: Clock;
  export(filter: AuditFilter): AsyncIterable<ExportedRow>;
  /** Seals and signs what waits first: a head covers all that the pack tells. */
  heads(): Promise<readonly SignedHead[]>;
}

/** What a pack about an organization is about, and its files. */
export async function evidencePack(deps: PackDeps, organization: Organization, since: EpochMs) {
  const { id, mandate } = organization;
  const now = deps.clock.now();
  const about: PackAbout = {
    issuer: deps.issuer,
    organizationId: id,
    organization: organization.name,
    since: iso(since),
    madeAt: iso(now),
  };
  const [{ coverage: covered }, resets, glass, heads] = [
    await coverage(deps.evidence, organization, now),
    await deps.evidence.resets(id, since),
    await deps.evidence.breakGlass(since),
    await deps.heads(),
  ];
  const history = deps.export({ organizationId: id, names: MANDATE_EVENTS });
  const files: readonly EvidenceFile[] = [
    { name: 'summary.md', pieces: [summary(about, organization, covered, resets, glass, heads.at(-1) ?? null)] },
    { name: 'coverage.json', pieces: [json(covered)] },
    { name: 'coverage.csv', pieces: coverageCsv(covered) },
    { name: 'mandate.json', pieces: [json(mandate === null ? null : mandateJson(mandate))] },
    { name: 'mandate-history.jsonl', pieces: lines(history, rowLine) },
    { name: 'exceptions.jsonl', pieces: lines(missing(deps.evidence, organization), missingLine) },
    { name: 'resets.jsonl', pieces: resets.map(evidenceLine) },
    { name: 'break-glass.jsonl', pieces: glass.map(evidenceLine) },
    { name: 'audit.jsonl', pieces: lines(deps.export({ organizationId: id, since }), rowLine) },
    { name: 'heads.jsonl', pieces: heads.map(headLine) },
    { name: 'key.pem', pieces: [deps.signer.publicKey] },
  ];
  return { about, files };
}

async function* missing(reads: EvidenceReads, { id, mandate }: Organization): AsyncIterable<MissingMember> {
  if (mandate === null) return;
  const among = { methods: countingMethods(mandate), kinds: mandate.coveredKinds };
  let after: AccountId | null = null;
  for (;;) {
    const page: readonly MissingMember[] = await reads.missing(id, among, after, PAGE);
    yield* page;
    after = page.at(-1)?.accountId ?? null;
    if (page.length < PAGE) return;
  }
}

async function* lines<T>(rows: AsyncIterable<T>, line: (row: T) => string): AsyncIterable<string> {
  for await (const row of rows) yield line(row);
}

function coverageCsv({ kinds }: Coverage): readonly string[] {
  const headings = csvLine(['kind', 'covered', 'people', 'set up', 'methods']);
  const rows = kinds.map(({ kind, covered, people, setUp, byMethod }) => {
    const methods = byMethod.map((one) => `${one.method} ${one.people}`).join('; ');
    return csvLine([kind, covered ? 'yes' : 'no', people, setUp, methods]);
  });
  return [headings, ...rows];
}

function mandateJson(mandate: NonNullable<Organization['mandate']>) {
  const { grantedAt, dueAt, ...terms } = mandate;
  return { ...terms, grantedAt: iso(grantedAt), dueAt: dueAt === null ? null : iso(dueAt) };
}

function missingLine({ memberSince, ...rest }: MissingMember): string {
  return `${JSON.stringify({ ...rest, memberSince: iso(memberSince) })}\n`;
}

function evidenceLine(of: ResetEvidence | BreakGlassEvidence): string {
  const readable = Object.entries(of).map(([name, value]) => [
    name,
    name.endsWith('At') && typeof value === 'number' ? iso(value) : value,
  ]);
  return `${JSON.stringify(Object.fromEntries(readable))}\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}
