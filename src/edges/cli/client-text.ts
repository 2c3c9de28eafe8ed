import type { Client } from '../../domain/clients/decide/client.ts';
import { fields, isoTime, moment } from './text.ts';

/** A client for programs. What its secret is stored as is nobody's business. */
export function clientJson(client: Client) {
  const { secretHash: _, createdAt, disabledAt, ...told } = client;
  return { ...told, createdAt: isoTime(createdAt), disabledAt: isoTime(disabledAt) };
}

/** A client for people; `organization`: the name of the one it is bound to. */
export function clientFields(client: Client, organization: string | null): string {
  const { jwks } = client;
  const keys: [string, string] = ['Keys', (jwks?.keys ?? []).map(keyText).join(', ')];
  return fields([
    ['Name', client.name],
    ['Id', client.id],
    ['Kind', client.kind],
    ['Proves itself by', client.auth],
    ...(jwks === null ? [] : [keys]),
    ['ID tokens by', client.idTokenAlg],
    ['Consent', client.firstParty ? 'not asked for: first-party' : 'asked for: third party'],
    ['Organization', organization ?? 'everybody may sign in'],
    ['State', stateOf(client)],
    ...listed('Redirect URI', client.redirectUris),
    ...listed('After sign-out', client.postLogoutRedirectUris),
    ['Logout tokens to', client.backchannelLogoutUri ?? 'nowhere'],
    ...listed(
      'API',
      client.resources.map(({ uri, scopes, format }) => `${uri} (${format}): ${scopes.join(' ')}`),
    ),
    ['Support', client.support ?? "the instance's own"],
    ['Registered', moment(client.createdAt)],
  ]);
}

/** Whether people can sign in to it. */
export function stateOf(client: Client): string {
  return client.disabledAt === null ? 'in force' : 'disabled';
}

function listed(label: string, lines: readonly string[]): [string, string][] {
  return lines.map((line) => [label, line]);
}

function keyText({ alg, kid }: Readonly<Record<string, unknown>>): string {
  return typeof kid === 'string' ? `${String(alg)} ${kid}` : String(alg);
}
