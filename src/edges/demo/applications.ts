import type { Client, ClientId } from '../../domain/clients/decide/client.ts';
import type { Registration } from '../../domain/clients/decide/registration.ts';
import type { Clients, Created } from '../../domain/clients/run/clients.ts';

/** Where the example's web application is reached. */
export interface ClinicAddresses {
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  readonly backchannelLogoutUri: string;
  /** Its API. */
  readonly resource: string;
}

/** What the example's web application proves itself with. */
export interface ClinicKeys {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Registers the example's applications where they are not yet: its messenger and its cart under ids that they know, its web
 * application under one for each port that it ever had. Its secret is a new one at each start: nobody needs to keep it.
 */
export async function seedApplications(clients: Clients, port: number, at: ClinicAddresses): Promise<ClinicKeys> {
  await seeded(clients, 'clinic-messenger', {
    name: 'Clinic messenger',
    kind: 'native',
    redirectUris: ['http://127.0.0.1/callback'],
  });
  await seeded(clients, 'clinic-cart', { name: 'Telehealth cart', kind: 'device' });
  const web = await seeded(clients, `clinic-${port}`, {
    name: 'Clinic',
    kind: 'confidential',
    redirectUris: [at.redirectUri],
    postLogoutRedirectUris: [at.postLogoutRedirectUri],
    backchannelLogoutUri: at.backchannelLogoutUri,
    resources: [{ uri: at.resource, scopes: ['prescriptions'], format: 'jwt' }],
  });
  return { clientId: web.client.id, clientSecret: web.secret ?? (await freshSecret(clients, web.client)) };
}

/** The client of this id; its secret is known when it was just made. */
async function seeded(clients: Clients, id: string, registration: Registration): Promise<Created> {
  const found = await clients.show(id);
  if (found !== null) return { client: found, secret: null };
  const made = await clients.create(registration, id as ClientId);
  if (!made.ok) throw new Error(`demo: ${registration.name} was refused: ${made.error.reason}`);
  return made.value;
}

async function freshSecret(clients: Clients, { id, name }: Client): Promise<string> {
  const rotated = await clients.rotateSecret(id);
  if (!rotated.ok) throw new Error(`demo: ${name} got no secret: ${rotated.error.reason}`);
  return rotated.value.secret;
}
