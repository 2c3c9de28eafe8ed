import { sha256 } from '../../../platform/hashing.ts';
import type { RejectionReason, Verdict } from '../../methods/method.ts';
import { isInUse, situationOf } from '../decide/situation.ts';
import { demandOf, emptyAttempt, makeRoom } from './begin.ts';
import { openBinding } from './bindings.ts';
import { usedBinding } from './check-proof.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, openDraft, withAudit, withProof } from './draft.ts';
import { factsOf, loadAccount } from './load-facts.ts';
import type { Answer, PageApplication, Purpose } from './page.ts';
import { addressContext } from './present.ts';
import type { AccountSnapshot, Attempt, AuthenticatorRow, Visitor } from './records.ts';

/** What a passkey on the first page led to: an attempt not yet stored, or the first page again. */
type Taken = { readonly draft: Draft } | { readonly refused: PageApplication | null };

/**
 * Takes a passkey that was picked on the first page (S11). Only an answer that verified tells whose it is; from then on
 * the core decides: the same attempt asks for the password where a mandate does not let a passkey take its place.
 */
export async function takeFirstPasskey(
  deps: SignInDeps,
  answer: Extract<Answer, { kind: 'passkey-first' }>,
  visitor: Visitor,
  purpose: Purpose | undefined,
): Promise<Taken> {
  const request =
    purpose !== undefined && 'application' in purpose ? await deps.applications.waiting(purpose.application) : null;
  const verified = await verify(deps, answer, visitor);
  if (verified === null) return { refused: request };
  const { browserToken, source, platformAuthenticator } = visitor;
  const browserHash = sha256(browserToken ?? '');
  const empty = emptyAttempt(deps, browserToken ?? '', source);
  // Not a random id: whoever posts the same answer again meets the attempt that it opened.
  const id = deps.methods.firstPasskeys.attemptId(browserHash, answer.ticket);
  const { account, address } = verified.snapshot;
  const attempt: Attempt = {
    ...empty,
    id,
    accountId: account.id,
    addressSealed: deps.sealing.seal(address.address, addressContext(id)),
    addressMac: deps.addressMac(address.canonical),
    platformAuthenticator,
    ...(request === null ? {} : demandOf(request)),
  };
  await makeRoom(deps, attempt);
  return { draft: await provedDraft(deps, attempt, verified, visitor) };
}

interface Verified {
  readonly row: AuthenticatorRow;
  readonly snapshot: AccountSnapshot;
  readonly verdict: Extract<Verdict, { outcome: 'proved' }>;
}

/** Null: not taken. Nothing tells why, nor whose passkey it would have been. */
async function verify(
  deps: SignInDeps,
  { ticket, credential }: Extract<Answer, { kind: 'passkey-first' }>,
  { browserToken }: Visitor,
): Promise<Verified | null> {
  const { firstPasskeys } = deps.methods;
  const credentialId = firstPasskeys.credentialIdOf(credential);
  const row = credentialId === null ? null : await deps.passkeys.byCredentialId(credentialId);
  if (row === null || browserToken === null) return null;
  const { accountId } = row;
  const asked = { browserHash: sha256(browserToken), ticket, accountId, now: deps.clock.now() };
  const verdict = await firstPasskeys.verify(asked, credential, openBinding(deps.sealing, row));
  if (verdict.outcome === 'rejected') await auditRejected(deps, row, verdict.reason);
  if (verdict.outcome !== 'proved') return null;
  const snapshot = await deps.reads.snapshot(accountId);
  return snapshot === null ? null : { row, snapshot, verdict };
}

async function auditRejected(
  deps: SignInDeps,
  { accountId }: AuthenticatorRow,
  reason: RejectionReason,
): Promise<void> {
  const details = { method: 'passkey', reason, first: true };
  const event = deps.auditor.event({ name: 'proof.bad', accountId, actor: 'claimant', details });
  await deps.commits.commit({ audit: [event] });
}

/** The attempt with its first proof, as the core is to see it. */
async function provedDraft(
  deps: SignInDeps,
  attempt: Attempt,
  { row, verdict }: Verified,
  visitor: Visitor,
): Promise<Draft> {
  const opened = withAudit(
    deps,
    openDraft(deps, await loadAccount(deps, attempt, visitor), visitor),
    'attempt.identified',
  );
  const { userVerified, remark } = verdict;
  const proved = withProof(opened, { method: 'passkey', authenticatorId: row.id, at: attempt.createdAt, userVerified });
  const details = { method: 'passkey', first: true, ...(remark === undefined ? {} : { remark }) };
  // A use would wake one that rests, and with that let it vouch for itself.
  const used = restsIn(opened, row) ? proved : usedBinding(deps, proved, verdict);
  return withAudit(deps, used, 'proof.ok', details);
}

function restsIn({ loaded }: Draft, { id }: AuthenticatorRow): boolean {
  const facts = factsOf(loaded);
  if (facts.account === null) return true;
  const situation = situationOf(facts, facts.account);
  const authenticator = situation.bound.find((one) => one.id === id);
  return authenticator === undefined || !isInUse(situation, authenticator);
}
