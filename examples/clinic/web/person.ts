import type { Person } from './sessions.ts';

type Claims = Readonly<Record<string, unknown>>;

/** What an ID token, checked before, says about somebody. */
export function readPerson(claims: Claims, idToken: string): Person {
  return {
    subject: String(claims.sub),
    issuerSession: text(claims.sid),
    name: text(claims.name),
    email: text(claims.email),
    organizations: organizationsOf(claims),
    acr: text(claims.acr),
    amr: Array.isArray(claims.amr) ? claims.amr.filter((value) => typeof value === 'string') : [],
    provedAt: typeof claims.auth_time === 'number' ? claims.auth_time : null,
    idToken,
  };
}

/** `organizations`, or the one that this client is bound to: `organization` and `member_kind`. */
function organizationsOf(claims: Claims): Person['organizations'] {
  const { organization, member_kind: kind } = claims;
  const all = organization === undefined ? claims.organizations : [{ ...(organization as object), kind }];
  if (!Array.isArray(all)) return [];
  return all.map((one: Claims) => ({ name: text(one.name) ?? 'Unnamed', role: text(one.kind) ?? 'member' }));
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
