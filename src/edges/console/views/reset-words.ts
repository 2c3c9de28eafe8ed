import { CHECKLIST, type ChecklistItem } from '../../../domain/recovery/decide/reset-case.ts';
import type { Standing } from '../../../domain/recovery/decide/standing.ts';
import type { CaseFile } from '../../../domain/recovery/run/desk.ts';
import type { LimitReached, ResetRefusal } from '../../../domain/recovery/run/load-case.ts';
import type { DeskFrame } from './frame.tsx';

/** Whose reset it is, also when the account is gone. */
export function nameIn({ words }: DeskFrame, owner: CaseFile['owner']): string {
  return owner?.name ?? words.t('resets.gone');
}

/** What is on the list, in words. */
export function checklistOptions({
  words,
}: DeskFrame): readonly { readonly value: ChecklistItem; readonly label: string }[] {
  return CHECKLIST.map((value) => ({ value, label: words.t(`resetCheck.${value}`) }));
}

/** Whether a standing is one to hurry for, or to look at twice. */
export function isCaution(standing: Standing): boolean {
  return standing === 'approval' || standing === 'stopped' || standing === 'expired';
}

/** Why an act of a reset was refused. */
export function resetSentence({ words, desk }: DeskFrame, refusal: ResetRefusal): string {
  return isLimit(refusal)
    ? words.t('resetDenied.limit-reached', { when: words.relative(refusal.goOnAt, desk.now) })
    : words.t(`resetDenied.${refusal}`);
}

function isLimit(refusal: ResetRefusal): refusal is LimitReached {
  return typeof refusal !== 'string';
}
