import type { Mandate } from '../../domain/organizations/decide/mandate.ts';
import { counted, isoTime, moment } from './text.ts';

/** A mandate as JSON. */
export function mandateJson(mandate: Mandate) {
  return {
    grantedAt: isoTime(mandate.grantedAt),
    coveredKinds: mandate.coveredKinds,
    allowedMethods: mandate.allowedMethods,
    dueAt: isoTime(mandate.dueAt),
    skips: mandate.skips,
    setUpProof: mandate.setUpProof,
    passkeyFirst: mandate.passkeyFirst,
    passAfterReset: mandate.passAfterReset,
  };
}

/** A mandate as labels and values. */
export function mandateFields(mandate: Mandate): (readonly [string, string])[] {
  return [
    ['  since', moment(mandate.grantedAt)],
    ['  covers', mandate.coveredKinds.join(', ')],
    ['  methods', mandate.allowedMethods.join(', ')],
    ['  grace', graceOf(mandate)],
    ['  set-up needs', mandate.setUpProof === 'none' ? 'the password alone' : `the password and a ${wordsOf(mandate)}`],
    ['  passkey alone', mandate.passkeyFirst ? 'enough' : 'not enough'],
    ['  pass after a reset', mandate.passAfterReset ? 'needed' : 'not needed'],
  ];
}

function graceOf({ dueAt, skips }: Mandate): string {
  if (dueAt !== null) return `until ${moment(dueAt)}`;
  return skips === 0 ? 'none' : counted(skips, 'skip');
}

function wordsOf({ setUpProof }: Mandate): string {
  return setUpProof.replace('-', ' ');
}
