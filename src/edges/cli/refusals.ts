import type { PasswordProblem } from '../../domain/methods/method.ts';
import type { PlainReason, Refusal } from '../../domain/organizations/run/refusal.ts';
import type { Result } from '../../platform/kernel/result.ts';
import { CommandRefused } from './contract.ts';

const SENTENCES: Readonly<Record<PlainReason, string>> = {
  'not-permitted': 'Your role does not allow this.',
  'own-account': 'Nobody does this to their own account: ask a colleague.',
  'higher-role': 'This person is trusted with more than you are: ask somebody with a higher role.',
  'organization-unknown': 'There is no such organization. `vestibule org list` shows all.',
  'organization-disabled': 'This organization is disabled. Enable it first: `vestibule org set … --enable`.',
  'name-malformed': 'A name is one line of 1 to 120 characters.',
  'name-taken': 'Another organization has this name.',
  'support-malformed': 'A support contact is one line of 1 to 200 characters.',
  'limits-out-of-range':
    'Sessions last at most 24 hours in all, at least 1 minute, and without a request never longer than in all; on shared workstations at most 5 minutes without a request.',
  'solo-organization':
    'This is the organization of a solo provider. Multi-factor authentication is for organizations: it can be neither requested nor granted here.',
  'solo-organization-full': "A solo provider's organization has one member beside its patients.",
  'not-an-admin': 'Only an admin of this organization can request multi-factor authentication for it.',
  'already-requested': 'Multi-factor authentication was requested before and waits for an operator.',
  'already-granted': 'Multi-factor authentication is required here already. Use `--change` to change its terms.',
  'color-malformed': 'Give the color as #rrggbb.',
  'logo-wrong-type': 'The logo must be a PNG or a JPEG picture.',
  'logo-too-heavy': 'The logo is larger than 512 kB. Save a smaller one.',
  'logo-too-large': 'The logo has more than 4 million pixels. Scale it down first.',
  'logo-damaged': 'The logo is damaged or cut off. Save it anew as PNG.',
  'nothing-granted': 'Multi-factor authentication is not required here, and nobody requested it.',
  'nothing-requested': 'Nobody requests multi-factor authentication here, or somebody answered already.',
  'reason-malformed': 'A reason is one line of at most 200 characters.',
  'kinds-empty': 'Name at least one kind of member to cover.',
  'primary-method-missing': 'Allow the authenticator app (totp) or passkeys: with neither nobody could sign in.',
  'grace-malformed': 'Grace is either a due date to come or 1 to 100 skips, not both.',
  'grace-renewed': 'Grace that was given can end earlier, not later.',
  'account-unknown': 'There is no such account. `vestibule account list` shows all.',
  'already-member': 'The account belongs to this organization already.',
  'not-a-member': 'The account does not belong to this organization.',
  'session-over': 'That session has ended already.',
  'address-malformed': 'This is not an e-mail address.',
  'address-taken': 'An account has this address. Add it to the organization: `vestibule org member add`.',
  unchanged: 'It is so already: nothing was changed.',
  'alert-unknown': 'There is no such alert.',
  'own-alert': 'It is about you: another owner reviews it.',
  'note-missing': 'Write down what it was.',
  'expiry-out-of-range': 'Codes live for 1 to 365 days.',
  'not-the-operator': 'Only the organization of the operator says how well people are proved for the console.',
  'own-passkey-missing': 'Whoever opens the console to passkeys alone needs one that works.',
  'console-needs-passkey':
    'The console would open to passkeys alone, and this organization accepts none: nobody of it could come in.',
  'invitation-over': 'This invitation was used or is over.',
  'not-the-owner': 'This invitation is for another account.',
};

const PASSWORD_SENTENCES: Readonly<Record<PasswordProblem, (minimum: number) => string>> = {
  'too-short': (minimum) => `The password is too short: it needs ${minimum} characters.`,
  'too-long': () => 'The password is too long: it may have 256 characters.',
  common: () => 'The password is one of the most common ones.',
  'contains-context': () => "The password is made of the person's or the organization's own words.",
  leaked: () => 'The password is on the list of passwords that were stolen elsewhere.',
  composition: () => 'The password needs an upper and a lower case letter, a digit and a symbol.',
  reused: () => 'The password is one of the last six.',
};

/** A refusal of the domain as the command line tells it. */
export function refusalOf(refusal: Refusal): CommandRefused {
  switch (refusal.reason) {
    case 'empty-intersection': {
      const [one, other] = refusal.organizations;
      const sentence = `${one} and ${other} allow no method in common, so whoever belongs to both could never sign in.`;
      return new CommandRefused(refusal.reason, sentence, { organizations: refusal.organizations });
    }
    case 'password-refused': {
      const { problem, minimum } = refusal;
      return new CommandRefused(refusal.reason, PASSWORD_SENTENCES[problem](minimum), { problem, minimum });
    }
    case 'busy':
      return new CommandRefused(refusal.reason, 'Too many passwords are being checked. Try again in a moment.');
    default:
      return new CommandRefused(refusal.reason, SENTENCES[refusal.reason]);
  }
}

/** What was asked for; throws what {@link refusalOf} gives when it was refused. */
export function granted<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw refusalOf(result.error);
}
