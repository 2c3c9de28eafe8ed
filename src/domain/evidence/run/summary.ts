import type { SignedHead } from '../../audit/decide/head.ts';
import type { Mandate, Organization } from '../../organizations/decide/mandate.ts';
import type { Coverage, KindCoverage } from '../decide/coverage.ts';
import type { PackAbout } from './manifest.ts';
import type { Acting, BreakGlassEvidence, ResetEvidence } from './ports.ts';

/** A pack in words, as Markdown. */
export function summary(
  about: PackAbout,
  { mandate }: Organization,
  coverage: Coverage,
  resets: readonly ResetEvidence[],
  breakGlass: readonly BreakGlassEvidence[],
  head: SignedHead | null,
): string {
  return [
    `# Multi-factor authentication at ${plain(about.organization)}`,
    '',
    `Made on ${about.madeAt} by ${about.issuer}. Resets and audit rows are those since ${about.since}; all else is as it was when this was made.`,
    '',
    '## Mandate',
    '',
    ...mandateLines(mandate, about.madeAt),
    '',
    '## Coverage',
    '',
    ...coverageLines(mandate, coverage),
    '',
    '## Resets',
    '',
    ...resetLines(resets),
    '',
    '## Break-glass',
    '',
    ...breakGlassLines(breakGlass),
    '',
    '## Checking this pack',
    '',
    ...headLines(head),
    'The manifest lists the SHA-256 of every file and is signed. With the public key that you were given before, not the one in here:',
    '',
    '    vestibule evidence verify FOLDER --key KEY',
    '',
  ].join('\n');
}

function mandateLines(mandate: Mandate | null, madeAt: string): readonly string[] {
  if (mandate === null) return ['No mandate holds. Earlier ones are in mandate-history.jsonl.'];
  const { grantedAt, coveredKinds, allowedMethods, dueAt, skips } = mandate;
  const open = dueAt !== null && new Date(dueAt).toISOString() > madeAt;
  const grace = open
    ? `Set-up may be put off until ${iso(dueAt)}.`
    : skips > 0
      ? `Each member may put set-up off ${skips} times.`
      : 'Set-up may not be put off.';
  return [
    `It holds since ${iso(grantedAt)}. It covers ${coveredKinds.join(', ')} and accepts ${allowedMethods.join(', ')}. ${grace}`,
  ];
}

function coverageLines(mandate: Mandate | null, { kinds, covered, setUp, missing }: Coverage): readonly string[] {
  const share = covered === 0 ? '' : ` (${Math.floor((100 * setUp) / covered)} %)`;
  const table = ['| kind | covered | people | set up | methods |', '|---|---|---|---|---|', ...kinds.map(kindLine), ''];
  const total = `${setUp} of ${covered} covered people are set up${share}. ${missing} are not: exceptions.jsonl.`;
  const asked =
    mandate === null
      ? []
      : ['Whoever is covered and not set up is asked to set up before the next session, or within grace.'];
  return [...table, total, ...asked];
}

function kindLine({ kind, covered, people, setUp, byMethod }: KindCoverage): string {
  const methods = byMethod.map((one) => `${one.method} ${one.people}`).join(', ');
  return `| ${kind} | ${covered ? 'yes' : 'no'} | ${people} | ${setUp} | ${methods} |`;
}

function resetLines(resets: readonly ResetEvidence[]): readonly string[] {
  if (resets.length === 0) return ['None.'];
  return [
    '| opened | account | opened by | approved by | carried out by | outcome |',
    '|---|---|---|---|---|---|',
    ...resets.map(
      (one) =>
        `| ${iso(one.openedAt)} | ${named(one.account)} | ${named(one.openedBy)} | ${named(one.approvedBy)} | ${named(one.carriedOutBy)} | ${outcome(one)} |`,
    ),
  ];
}

/** Of the whole installation: whoever broke the glass acted as an owner, whose reach is every organization. */
function breakGlassLines(uses: readonly BreakGlassEvidence[]): readonly string[] {
  if (uses.length === 0) return ['No break-glass account of this installation was used.'];
  return [
    '| used | account | reviewed | reviewed by |',
    '|---|---|---|---|',
    ...uses.map(({ account, usedAt, reviewedAt, reviewedBy }) => {
      const reviewed = reviewedAt === null ? 'not yet' : iso(reviewedAt);
      return `| ${iso(usedAt)} | ${named(account)} | ${reviewed} | ${named(reviewedBy)} |`;
    }),
  ];
}

function outcome({ vetoedAt, cancelledAt, finishedAt, carriedOutAt }: ResetEvidence): string {
  if (vetoedAt !== null) return 'stopped by the owner';
  if (finishedAt !== null) return 'set up again';
  if (carriedOutAt !== null) return 'carried out';
  return cancelledAt === null ? 'open' : 'cancelled';
}

function headLines(head: SignedHead | null): readonly string[] {
  if (head === null) return [];
  return [`The audit trail then ended at row ${head.seq}, digest \`${head.digest}\`.`, ''];
}

function named(who: Acting | null): string {
  return who === null ? '–' : plain(who.name ?? who.id);
}

/** A name must not become markup, nor end a cell. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~\r\n-]/g, (mark) => (/[\r\n]/.test(mark) ? ' ' : `\\${mark}`));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
