import { sha256 } from '../../../platform/hashing.ts';
import { earlierOf, type PasswordOwner, secretOf, standsAlone } from '../../accounts/run/password.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import { newAuthenticator, usedAuthenticator } from './bindings.ts';
import { accepted, type Check, type Checked, STALE } from './checked.ts';
import type { SignInDeps } from './deps.ts';
import {
  type Draft,
  snapshotOf,
  withAudit,
  withChange,
  withNewAuthenticator,
  withNotice,
  withUsedAuthenticator,
} from './draft.ts';
import type { AccountSnapshot } from './records.ts';

/** Checks a new password where the current one is too short to stand alone, or others use or know it. */
export const checkNewPassword: Check<'new-password'> = async (deps, draft, step, answer): Promise<Checked> => {
  if (step.kind !== 'choose-password') return STALE;
  const { account } = snapshotOf(draft);
  const earlier = earlierOf({ ...deps, history: deps.passwordHistory }, account.id);
  const owner = { ...ownerOf(snapshotOf(draft)), earlier };
  const secret = await secretOf({ ...deps, passwords: deps.methods.passwords }, owner, answer.password);
  if (secret.ok) return accepted(await withOthersOut(deps, withPassword(deps, draft, secret.value)));
  const { error } = secret;
  if (error.reason === 'busy') {
    return { outcome: 'problem', problem: { kind: 'busy', at: draft.loaded.now + error.retryAfterMs } };
  }
  if (error.reason !== 'password-refused') throw new Error(`a new password was refused: ${error.reason}`);
  return accepted(draft, { kind: 'password-refused', reason: error.problem, minimum: error.minimum });
};

/** Fewest characters of a new password, for the page. */
export function newPasswordMinimum(deps: Pick<SignInDeps, 'methods' | 'clock'>, snapshot: AccountSnapshot): number {
  const { memberships, hasPrimary } = ownerOf(snapshot);
  return deps.methods.passwords.minimum(standsAlone(memberships, deps.clock.now(), hasPrimary));
}

function ownerOf({ account, address, memberships, authenticators }: AccountSnapshot): PasswordOwner {
  const hasPrimary = authenticators.some((row) => TRAITS[row.kind].role === 'primary');
  return { name: account.name, address: address.address, memberships, hasPrimary };
}

/** In the place of the old one; whatever was held against that is over. */
function withPassword(deps: SignInDeps, draft: Draft, secret: string): Draft {
  const { account, authenticators } = snapshotOf(draft);
  const { now } = draft.loaded;
  const old = authenticators.find((row) => row.kind === 'password');
  const without =
    old === undefined ? draft : withUsedAuthenticator(draft, old, usedAuthenticator(deps.sealing, old, null, now));
  const row = newAuthenticator(deps, account.id, 'password', { externalId: null, label: '', secret }, now);
  const replaced = withAudit(deps, withNewAuthenticator(without, row), 'password.set', { authenticator: row.id });
  const told = withNotice(deps, replaced, (where) => ({ kind: 'password-changed', ...where }), { passwordSince: now });
  return { ...told, loaded: { ...told.loaded, passwordMeets: deps.methods.passwords.meets(secret) } };
}

/** As after any change of the password: who came in by the old one is out, but for the session that this sign-in goes on from. */
async function withOthersOut(deps: SignInDeps, draft: Draft): Promise<Draft> {
  const { sessionToken, deviceToken } = draft.visitor;
  const { attempt, now: at } = draft.loaded;
  const accountId = snapshotOf(draft).account.id;
  const own = sessionToken === null ? null : await deps.sessions.byTokenHash(sha256(sessionToken));
  const exceptId = own?.accountId === accountId ? own.id : null;
  const reason = 'password-changed';
  const out = withChange(draft, {
    endSessions: [{ accountId, exceptId, at, reason }],
    endAttempts: { accountId, exceptId: attempt.id, at },
    endPasswordLinks: { accountId, at },
    burnDevices: { accountId, exceptTokenHash: deviceToken === null ? null : sha256(deviceToken) },
  });
  return withAudit(deps, out, 'session.ended', { reason, ...(exceptId === null ? {} : { except: exceptId }) });
}
