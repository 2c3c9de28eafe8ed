import type { Finding } from '../../domain/audit/run/verify.ts';
import type { ExportFinding } from '../../domain/audit/run/verify-export.ts';
import { counted, moment } from './text.ts';

/** What is wrong with the trail, as a sentence. */
export function trailSentence(finding: Finding): string {
  switch (finding.kind) {
    case 'row-removed':
      return `${finding.seq}: the row ${finding.eventId} was removed.`;
    case 'link-wrong':
      return `${finding.seq}: the row ${finding.eventId} or its link was changed, or rows were reordered.`;
    case 'links-removed':
      return `${finding.seq}: ${counted(finding.count, 'link')} removed.`;
    case 'head-missing':
      return `${finding.seq}: the head that was noted is not in the trail: its end was cut off or written anew.`;
    case 'start-forged':
      return `${finding.seq}: rows up to here were deleted, and this instance did not sign that.`;
    case 'unsealed':
      return `The row ${finding.eventId} of ${moment(finding.at)} has no place in the trail.`;
  }
}

/** What is wrong with an export, as a sentence. */
export function exportSentence(finding: ExportFinding): string {
  switch (finding.kind) {
    case 'row-changed':
      return `${finding.seq}: the row ${finding.eventId} was changed or put in.`;
    case 'row-removed':
      return `${finding.seq}: the row ${finding.eventId} had been removed from the trail.`;
    case 'rows-missing':
      return `${finding.seq}: ${counted(finding.count, 'row')} missing.`;
    case 'row-misplaced':
      return `${finding.seq}: the row ${finding.eventId} is not in its place.`;
    case 'rewritten':
      return `${finding.from} to ${finding.seq}: something among these rows was written anew before the export was made.`;
    case 'cut-off':
      return `${finding.from} to ${finding.seq}: a head was signed over these rows, and the export ends before them.`;
    case 'start-missing':
      return `${finding.seq}: the export begins here, and no signed head says that the trail starts here.`;
    case 'head-forged':
      return `The signature of the head at row ${finding.seq} is not by this key.`;
  }
}
