import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  CLIENT_AUTHS,
  CLIENT_KINDS,
  type Client,
  type ClientAuth,
  type ClientKind,
  type ClientResource,
  SIGNATURE_ALGS,
  type SignatureAlg,
} from '../../domain/clients/decide/client.ts';
import { clientRefusalOf, registered } from './client-refusals.ts';
import { clientFields, clientJson, stateOf } from './client-text.ts';
import { administers, subcommand } from './command.ts';
import { type Administration, type CliIo, CommandRefused, type OpenServices, type Register } from './contract.ts';
import { organizationNamed } from './find.ts';
import { fields, say, table } from './text.ts';

interface CreateOptions {
  readonly name: string;
  readonly kind: ClientKind;
  readonly auth?: ClientAuth;
  readonly idTokenAlg?: SignatureAlg;
  readonly redirectUri?: readonly string[];
  readonly postLogoutUri?: readonly string[];
  readonly backchannelLogoutUri?: string;
  readonly resource?: readonly ClientResource[];
  readonly organization?: string;
  readonly thirdParty?: true;
  readonly support?: string;
  readonly jwks?: string;
}

/** `vestibule client …` */
export const registerClients: Register = (program, services, io) => {
  const group = program.command('client').description('applications that sign people in through Vestibule');
  registerCreate(group, services, io);
  registerList(group, services, io);
  registerShow(group, services, io);
  registerRotateSecret(group, services, io);
  registerDisable(group, services, io);
  registerEnable(group, services, io);
};

function registerCreate(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'create', 'register an application; its secret is printed once')
    .requiredOption('--name <name>', 'what people read when they sign in to it')
    .addOption(
      new Option('--kind <kind>', 'on a server, in a browser, on a phone or computer, or without a browser')
        .choices(CLIENT_KINDS)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--auth <auth>', 'how a confidential client proves itself; by default with a secret').choices(
        CLIENT_AUTHS,
      ),
    )
    .addOption(
      new Option('--id-token-alg <alg>', 'what its ID tokens are signed with; by default ES256').choices(
        SIGNATURE_ALGS,
      ),
    )
    .option('--redirect-uri <uri>', 'where people return to; may be given several times', collected(String))
    .option('--post-logout-uri <uri>', 'where they go after signing out; several times', collected(String))
    .option('--backchannel-logout-uri <uri>', 'where its server is told that a session ended')
    .option(
      '--resource <api>',
      'an API it may ask tokens for, as URI=scope,scope or URI=scope:jwt; several times',
      collected(readResource),
    )
    .option('--organization <organization>', 'only members of this one may sign in to it, by name or id')
    .option('--third-party', 'ask people for consent first')
    .option('--support <contact>', 'where its people get help before they are signed in')
    .option('--jwks <file>', 'public keys of a client that signs, as a JSON Web Key Set');
  administers<CreateOptions>(command, services, io, async (administration, _args, options) => {
    const { client, secret } = registered(
      await administration.clients.create(await registrationOf(administration, options)),
    );
    return {
      json: { ...clientJson(client), secret },
      text: say(`${client.name} was registered.`) + keyring(client, secret),
    };
  });
}

function registerList(group: Command, services: OpenServices, io: CliIo): void {
  administers(subcommand(group, 'list', 'show all applications'), services, io, async ({ clients }) => {
    const all = await clients.list();
    const rows = all.map((one) => [one.name, one.kind, one.firstParty ? 'first' : 'third', stateOf(one), one.id]);
    const text = table(['NAME', 'KIND', 'PARTY', 'STATE', 'ID'], rows, 'There are no applications yet.');
    return { json: all.map(clientJson), text };
  });
}

function registerShow(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'show <client>', 'show an application, by id');
  administers(command, services, io, async ({ clients, organizations }, [id = '']) => {
    const client = await clients.show(id);
    if (client === null) throw clientRefusalOf({ reason: 'client-unknown' });
    const bound = client.organizationId === null ? null : await organizations.find(client.organizationId);
    return { json: clientJson(client), text: clientFields(client, bound?.name ?? null) };
  });
}

function registerRotateSecret(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'make a new secret and print it once; the earlier one ends at once';
  administers(subcommand(group, 'rotate-secret <client>', about), services, io, async ({ clients }, [id = '']) => {
    const { client, secret } = registered(await clients.rotateSecret(id));
    const text = say(`${client.name} has a new secret. The earlier one opens nothing any more.`);
    return { json: { ...clientJson(client), secret }, text: text + keyring(client, secret) };
  });
}

function registerDisable(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'disable <client>', 'let nobody sign in to an application any more');
  administers(command, services, io, async ({ clients }, [id = '']) => {
    const client = registered(await clients.disable(id));
    return { json: clientJson(client), text: say(`Nobody can sign in to ${client.name} any more.`) };
  });
}

function registerEnable(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'enable <client>', 'let people sign in to it again');
  administers(command, services, io, async ({ clients }, [id = '']) => {
    const client = registered(await clients.enable(id));
    return { json: clientJson(client), text: say(`People can sign in to ${client.name} again.`) };
  });
}

async function registrationOf(administration: Administration, options: CreateOptions) {
  const { name, kind, auth, idTokenAlg, support, organization, jwks } = options;
  const bound = organization === undefined ? null : await organizationNamed(administration, organization);
  return {
    name,
    kind,
    ...(auth === undefined ? {} : { auth }),
    ...(idTokenAlg === undefined ? {} : { idTokenAlg }),
    firstParty: options.thirdParty !== true,
    organizationId: bound?.id ?? null,
    jwks: jwks === undefined ? null : readJson(jwks),
    redirectUris: options.redirectUri ?? [],
    postLogoutRedirectUris: options.postLogoutUri ?? [],
    backchannelLogoutUri: options.backchannelLogoutUri ?? null,
    resources: options.resource ?? [],
    support: support ?? null,
  };
}

/** What the application is to be configured with. */
function keyring({ id }: Client, secret: string | null): string {
  if (secret === null) return fields([['Client id', id]]);
  return (
    fields([
      ['Client id', id],
      ['Client secret', secret],
    ]) + say('The secret is shown only now.')
  );
}

/** An option that may be given several times. */
function collected<T>(read: (typed: string) => T): (typed: string, earlier: readonly T[] | undefined) => readonly T[] {
  return (typed, earlier = []) => [...earlier, read(typed)];
}

/** Reads an API: `URI=scope,scope`, and `:jwt` at the end where it checks tokens itself. */
function readResource(typed: string): ClientResource {
  // The last one: a query of the URI may hold others.
  const equals = typed.lastIndexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Give an API as URI=scope,scope, with :jwt or :opaque at the end.');
  const [, scopes = '', format = 'opaque'] = /^(.*?)(?::(jwt|opaque))?$/.exec(typed.slice(equals + 1)) ?? [];
  return { uri: typed.slice(0, equals), scopes: scopes.split(','), format: format === 'jwt' ? 'jwt' : 'opaque' };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch {
    throw new CommandRefused('jwks-unreadable', `${JSON.stringify(path)} is no file of JSON that can be read.`);
  }
}
