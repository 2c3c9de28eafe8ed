import { COLUMNS } from '../../domain/import/decide/columns.ts';
import type { FileProblem, RowNote, RowRefusal } from '../../domain/import/run/report.ts';
import { CommandRefused } from './contract.ts';

const REFUSALS: Readonly<Record<RowRefusal, string>> = {
  'line-too-long': 'The row is longer than 16 KiB.',
  'not-utf8': 'The row is not in UTF-8. Save the file as UTF-8 and import it again.',
  'quote-open': 'A quotation mark is opened and never closed.',
  'quote-stray': 'Text follows a closing quotation mark. Double a quotation mark that belongs to the text.',
  'cells-uneven': 'The row has more or fewer cells than the header.',
  'json-malformed': 'The row is not one object of JSON.',
  'field-unknown': 'A field of the row is not known.',
  'field-malformed': 'A field of the row holds something else than text, or is there twice.',
  'address-malformed': 'The address is not an e-mail address.',
  'name-missing': 'The name is missing.',
  'name-malformed': 'A name is one line of 1 to 120 characters.',
  'name-formula': 'The name begins like a formula of a spreadsheet.',
  'organization-missing': 'No organization is named. Name one in the row, or for all with --org.',
  'organization-unknown': 'There is no organization of this name or id. Make it first: `vestibule org create`.',
  'organization-disabled': 'The organization is disabled. Enable it first: `vestibule org set … --enable`.',
  'organization-twice': 'The row names one organization twice.',
  'kind-unknown': 'The kind is not provider, staff, admin or patient.',
  'kind-differs': 'The account belongs to the organization as another kind: `vestibule org member set-kind`.',
  'locale-unknown': 'The locale is neither en nor es.',
  'confirmed-unreadable': 'Whether the address is confirmed is said with true or false.',
  'hash-unknown': 'The password hash has a form that is not known. docs/import.md lists those that are.',
  'hash-broken': 'The password hash is incomplete or damaged.',
  'hash-too-costly': 'Checking the password hash would take too long or too much memory. Import the person without it.',
  'app-secret-malformed': 'The secret of the authenticator app is not base32.',
  'app-secret-short': 'The secret of the authenticator app has fewer than 128 bits. Import the person without it.',
  'app-unlike-ours': 'The authenticator app uses other codes than SHA-1, 6 digits and 30 seconds.',
  'solo-organization-full': "A solo provider's organization has one member beside its patients.",
  'empty-intersection': 'The organizations allow no method in common, so this person could never sign in.',
};

const NOTES: Readonly<Record<RowNote, string>> = {
  'password-missing': 'Without a password. Send a link to choose one: `vestibule account invite`.',
  'imported-before': 'This row was imported before.',
  'account-kept': 'An account has this address already. Nothing of it was changed.',
  'asked-to-join': 'An account has this address already. Its owner was asked to join; nothing else of it was changed.',
};

/** Why a row came out as it did, in a sentence; empty where there is nothing to say. */
export function reasonText(reason: RowNote | RowRefusal | null): string {
  if (reason === null) return '';
  return reason in NOTES ? NOTES[reason as RowNote] : REFUSALS[reason as RowRefusal];
}

/** A file that was not begun, as the command line tells it. */
export function fileRefusal(problem: FileProblem): CommandRefused {
  const known = `Columns are ${COLUMNS.join(', ')}.`;
  switch (problem.problem) {
    case 'column-unknown':
      return refusal(problem.problem, `Column ${problem.at} of the first line is not known. ${known}`);
    case 'column-twice':
      return refusal(problem.problem, `Column ${problem.at} of the first line was there before.`);
    case 'address-missing':
      return refusal(problem.problem, `The first line names no column "address". ${known}`);
    case 'empty':
      return refusal(problem.problem, 'The file is empty.');
    case 'organization-unknown':
      return refusal(problem.problem, 'There is no such organization. `vestibule org list` shows all.');
    default:
      return refusal(problem.problem, `The first line: ${REFUSALS[problem.problem]}`);
  }
}

function refusal(reason: string, sentence: string): CommandRefused {
  return new CommandRefused(reason, sentence);
}
