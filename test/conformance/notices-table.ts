import type { AuditName } from '../../src/domain/audit/decide/event.ts';
import type { MailKind } from '../../src/domain/mail/decide/message.ts';

/** What the owner is told of an event of their account. */
export interface NoticeRow {
  /** It comes with at least one of these. Empty: nothing is mailed, `when` says why. */
  readonly mails: readonly MailKind[];
  readonly when: string;
}

/** Events that concern how a person signs in. A new one of these names without a row does not compile. */
export type Telling = Extract<
  AuditName,
  | `${'password' | 'proof' | 'set-up' | 'authenticator' | 'recovery-code' | 'trust' | 'session' | 'browser'}.${string}`
  | `reset.${string}`
  | `break-glass.${string}`
  | `account.${string}`
  | 'mfa.revoked'
>;

const none = (when: string): NoticeRow => ({ mails: [], when });
const always = (...mails: readonly MailKind[]): NoticeRow => ({ mails, when: 'always' });

/** Which event is told by which mail. None can be switched off. */
export const NOTICES: Readonly<Record<Telling, NoticeRow>> = {
  'password.ok': none('A first step. What comes after it is told'),
  'password.bad': none('Anybody can type one'),
  'password.throttled': none('Anybody can type one'),
  'password.set': {
    mails: ['password-changed'],
    when: 'when it takes the place of another; the first one is chosen from an invitation that was mailed',
  },
  'password.rehashed': none('The password stays the same'),
  'password.unsafe': none('Who signs in is told on the spot, and must choose another'),
  'password.reset-requested': { mails: ['password-reset'], when: 'where the address may have a new password' },
  'password.reset-done': always('password-changed'),
  'password.changed': always('password-changed'),
  'proof.ok': none('Told where a new browser signs in'),
  'proof.bad': {
    mails: ['wrong-second-proofs'],
    when: 'a code after the right password: the first of a day from a browser that is not known; and the 3rd and 10th in a row of tries',
  },
  'proof.throttled': none('Told at the tries before it'),
  'proof.method-chosen': none('Changes nothing'),
  'set-up.started': always('set-up-started'),
  'set-up.postponed': none('Changes nothing'),
  'set-up.finished': always('set-up-finished'),
  'set-up.frozen': always('reset-stopped'),
  'set-up.unfrozen': always('reset-carried-out'),
  'authenticator.bound': always('authenticator-bound', 'set-up-started', 'set-up-finished'),
  'authenticator.revoked': always(
    'authenticator-removed',
    'authenticator-bound',
    'reset-carried-out',
    'reset-stopped',
    'recovery-code-used',
  ),
  'authenticator.renamed': none('Changes what it is called, not what it opens'),
  'authenticator.suspended': always('authenticator-suspended'),
  'authenticator.resumed': always('app-resumed'),
  'recovery-code.saved': {
    mails: ['recovery-code-made', 'set-up-finished', 'recovery-code-used'],
    when: 'made anew by its owner; or as a part of a set-up, or of the sign-in that used the old one up',
  },
  'recovery-code.used': always('recovery-code-used'),
  'trust.accepted': always('authenticator-bound', 'set-up-finished'),
  'trust.declined': none('Changes nothing'),
  'trust.failed': none('Changes nothing'),
  'session.started': {
    mails: ['new-device', 'signed-in-after-failures'],
    when: 'in a browser that the account does not know; not at the first sign-in of all, nor where a set-up is told. And, in whatever browser, after three or more wrong second steps since the sign-in before: once',
  },
  'session.ended': none('Gives nobody anything; what caused it is told'),
  'browser.forgotten': none('Gives nobody anything'),
  'browser.unlock-requested': { mails: ['browser-unlock'], when: 'where the address may have such a link' },
  'browser.unlocked': none('Opens nothing but tries; its link was mailed'),
  'reset.opened': always('reset-opened'),
  'reset.approved': none('Told when it was opened, and again when it is carried out'),
  'reset.carried-out': always('reset-carried-out'),
  'reset.cancelled': always('reset-cancelled'),
  'reset.vetoed': always('reset-stopped'),
  'reset.pass-made': none('Told when it was carried out'),
  'reset.pass-used': none('The set-up that comes after it is told'),
  'reset.finished': none('The set-up in it is told'),
  'reset.alert': { mails: ['many-resets', 'new-country'], when: 'always, to every owner' },
  'reset.alert-reviewed': none('Changes nothing'),
  'break-glass.made': none('Its envelopes are in the hands of two owners'),
  'break-glass.renewed': none('Its envelopes are in the hands of two owners'),
  'break-glass.revoked': none('Gives nobody anything'),
  'break-glass.used': { mails: ['break-glass-used'], when: 'always, to every owner' },
  'break-glass.reviewed': none('Changes nothing'),
  'mfa.revoked': { mails: ['mandate-declined'], when: 'a request is declined: to the administrator who asked' },
  'account.created': none('Nobody can sign in yet'),
  'account.imported': none('The people learn of it from who moves them'),
  'account.invited': always('invitation', 'join-organization'),
  'account.invitation-withdrawn': none('Its link says that it is over'),
  'account.enabled': none('The person is told on the page'),
  'account.disabled': none('The person is told on the page'),
  'account.address-changed': always('address-changed'),
  'account.language-changed': none('Concerns no sign-in'),
  'account.default-method-chosen': none('Changes what is asked first, not what is asked'),
  'account.deleted': none('Its address is erased'),
  'account.offboarded': none('Whoever leaves is told by those they leave'),
};

/** The table as a page of the papers. */
export function noticesDocument(): string {
  const rows = Object.entries(NOTICES).map(([event, { mails, when }]) => {
    const named = mails.map((mail) => `\`${mail}\``).join(', ');
    return `| \`${event}\` | ${named === '' ? 'none' : named} | ${when} |`;
  });
  return `${HEAD}\n${rows.join('\n')}\n`;
}

const HEAD = `# Notices

What the owner of an account is told of by mail. Generated from \`test/conformance/notices-table.ts\`, which a test holds against what
the server records and mails. No notice can be switched off, by nobody. Each leaves in the transaction of what it tells of, to the
address of the account and in its language, and none has a secret in it. Where several are named, it is one of them, whichever act
the event was a part of.

A notice of something that may have been a stranger's doing has a link, "This was not me", that works once within 7 days: it ends
sessions and attempts, removes what was added, takes a just-changed password back, forgets browsers and freezes set-up. Where the
mail tells of the right password (\`wrong-second-proofs\`, \`new-device\`, \`signed-in-after-failures\`), that password must be changed
before it leads to a session.

| event | mail | when |
|---|---|---|`;
