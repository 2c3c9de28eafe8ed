import type { Account, AccountClaims, KoaContextWithOIDC } from 'oidc-provider';
import type { Membership } from '../../domain/organizations/decide/mandate.ts';
import type { SessionId } from '../../domain/sessions/decide/session.ts';
import { answerAcr } from '../../domain/sign-in/decide/assurance.ts';
import { liveSession } from './current.ts';
import { askedOf } from './demand.ts';
import type { LiveSession, OpenidDeps } from './deps.ts';

/** Claims by scope. `organization` and `member_kind` are there where the client is bound to one organization. */
export const CLAIMS = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'organization', 'member_kind'],
  profile: ['name', 'locale'],
  email: ['email', 'email_verified'],
  organizations: ['organizations'],
};

/** The session under which each request of the protocol was answered, for what is decided later in it. */
const sessions = new WeakMap<object, LiveSession>();

/** The session of a request, once its account was found. */
export function sessionOf(ctx: KoaContextWithOIDC): LiveSession | undefined {
  return sessions.get(ctx.req);
}

/**
 * Finds the account of a browser's session, or of what was handed out under one. Our session row is the truth: it is loaded
 * each time and the core is asked whether it still holds; without one there is no account.
 */
export async function findAccount(
  deps: Pick<OpenidDeps, 'sessions' | 'clients'>,
  ctx: KoaContextWithOIDC,
  sub: string,
  token: { readonly sessionUid?: string } | undefined,
): Promise<Account | undefined> {
  const live = token === undefined ? liveSession() : await heldSession(deps, token.sessionUid);
  if (live === null || live.session.accountId !== sub) return undefined;
  sessions.set(ctx.req, live);
  // What the session reached is one thing, which of the asked values it answers another (sign-in.md section D).
  if (token === undefined && ctx.oidc.session !== undefined) {
    ctx.oidc.session.acr = answerAcr(askedOf(ctx).acrs, live.session.acr);
  }
  const clientId = ctx.oidc.client?.clientId;
  const client = clientId === undefined ? null : await deps.clients.byId(null, clientId as never);
  return { accountId: sub, claims: async () => claimsOf(live, client?.organizationId ?? null) };
}

/** A session by the id that tokens carry; null when it is over, or its proofs no longer suffice. */
export async function heldSession(
  deps: Pick<OpenidDeps, 'sessions'>,
  sessionId: string | undefined,
): Promise<LiveSession | null> {
  if (sessionId === undefined) return null;
  const checked = await deps.sessions.checkId(sessionId as SessionId);
  return checked.outcome === 'in' ? checked : null;
}

function claimsOf({ snapshot }: LiveSession, boundTo: string | null): AccountClaims {
  const { account, address } = snapshot;
  const memberships = snapshot.memberships.filter(inForce);
  const own = boundTo === null ? undefined : memberships.find(({ organization }) => organization.id === boundTo);
  return {
    sub: account.id,
    name: account.name,
    locale: account.locale,
    email: address.address,
    email_verified: address.confirmedAt !== null,
    organizations: memberships.map(({ organization: { id, name }, kind }) => ({ id, name, kind })),
    ...(own === undefined
      ? {}
      : { organization: { id: own.organization.id, name: own.organization.name }, member_kind: own.kind }),
  };
}

/** Whether an account may use a client that is bound to an organization. */
export function isMember({ snapshot }: LiveSession, organizationId: string | null): boolean {
  return (
    organizationId === null ||
    snapshot.memberships.some((one) => inForce(one) && one.organization.id === organizationId)
  );
}

function inForce({ acceptedAt, organization }: Membership): boolean {
  return acceptedAt !== null && organization.disabledAt === null;
}
