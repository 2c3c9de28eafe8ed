import type { AddressProblem, AddressUse } from '../../domain/clients/decide/address.ts';
import type { ClientRefusal, PlainClientReason } from '../../domain/clients/decide/refusal.ts';
import type { ResourceProblem } from '../../domain/clients/decide/resources.ts';
import type { Result } from '../../platform/kernel/result.ts';
import { CommandRefused } from './contract.ts';

const SENTENCES: Readonly<Record<PlainClientReason, string>> = {
  'client-unknown': 'There is no such client. `vestibule client list` shows all, with their ids.',
  'organization-unknown': 'There is no such organization. `vestibule org list` shows all.',
  'organization-disabled': 'This organization is disabled. Enable it first: `vestibule org set … --enable`.',
  'name-malformed': 'A name is one line of 1 to 120 characters.',
  'support-malformed': 'A support contact is one line of 1 to 200 characters.',
  'auth-unfit':
    'A confidential client proves itself by a secret or a key. All others cannot keep one: their --auth is none.',
  'keys-missing': 'A client that signs needs its public keys: give them with --jwks.',
  'keys-unexpected': 'Keys are for confidential clients with --auth private_key_jwt, which then have no secret.',
  'keys-malformed': 'This is no JSON Web Key Set of 1 to 10 keys with ids of their own, as {"keys": [{"kty": …}]}.',
  'key-private': 'The set holds a private or shared key. Give the public ones only, and take that key out of use.',
  'key-unfit': 'Keys check signatures of ES256 (curve P-256) or RS256 (RSA, at least 2048 bits).',
  'redirect-missing': 'Name at least one address that people return to: --redirect-uri.',
  'redirect-unexpected': 'A device has no browser that could be sent anywhere: leave the addresses out.',
  'addresses-too-many': 'At most 20 addresses of a kind can be registered.',
  'backchannel-unexpected': 'Only a confidential client has a server that could be told of the end of a session.',
  'resources-too-many': 'At most 20 APIs can be registered.',
  'no-secret': 'This client has no secret.',
  unchanged: 'It is so already: nothing was changed.',
};

const USES: Readonly<Record<AddressUse, string>> = {
  redirect: 'redirect URI',
  'post-logout': 'address after sign-out',
  'backchannel-logout': 'address for logout tokens',
};

const ADDRESS_SENTENCES: Readonly<Record<AddressProblem, string>> = {
  'too-long': 'It has more than 2000 characters.',
  malformed: 'It is no absolute URI, as https://clinic.example/callback.',
  fragment: 'It must not have a fragment: end it before the #.',
  userinfo: 'It must not hold a user name or password.',
  wildcard: 'There are no wildcards: write each address out.',
  'not-canonical':
    'Addresses are compared letter by letter: write it as browsers do, with the host in lower case and no default port.',
  insecure: 'It must begin with https://. Plain http is for 127.0.0.1, [::1] and localhost.',
  scheme: 'A scheme of its own is for native applications, as a domain in reverse: com.example.app:/callback.',
  'loopback-by-name': 'A native application says http://127.0.0.1 or http://[::1], not localhost.',
  'loopback-https': 'On the machine itself a native application uses http.',
};

/** Where more is possible than for the other uses. */
const BACKCHANNEL_SENTENCES: Partial<Record<AddressProblem, string>> = {
  insecure:
    'It must begin with https://. Plain http is for the machine itself and for private addresses written as numbers.',
  scheme: 'It must begin with https://.',
};

const RESOURCE_SENTENCES: Readonly<Record<ResourceProblem, string>> = {
  'uri-malformed': 'It is no absolute URI without a fragment, as https://api.clinic.example.',
  repeated: 'It is named twice.',
  'scopes-malformed': 'It needs 1 to 50 scopes, each of visible ASCII characters without " and \\.',
  'scope-reserved': 'One of its scopes has a meaning in OpenID Connect. Choose another name.',
  'format-unknown': 'Its tokens are jwt or opaque.',
};

/** What was asked for; throws a refusal in words when it was refused. */
export function registered<T>(result: Result<T, ClientRefusal>): T {
  if (result.ok) return result.value;
  throw clientRefusalOf(result.error);
}

/** A refusal of the domain as the command line tells it. */
export function clientRefusalOf(refusal: ClientRefusal): CommandRefused {
  switch (refusal.reason) {
    case 'address-refused': {
      const { use, address, problem } = refusal;
      const special = use === 'backchannel-logout' ? BACKCHANNEL_SENTENCES[problem] : undefined;
      const sentence = `The ${USES[use]} ${quoted(address)} cannot be registered. ${special ?? ADDRESS_SENTENCES[problem]}`;
      return new CommandRefused(refusal.reason, sentence, { use, address, problem });
    }
    case 'resource-refused': {
      const { resource, problem } = refusal;
      const sentence = `The API ${quoted(resource)} cannot be registered. ${RESOURCE_SENTENCES[problem]}`;
      return new CommandRefused(refusal.reason, sentence, { resource, problem });
    }
    default:
      return new CommandRefused(refusal.reason, SENTENCES[refusal.reason]);
  }
}

/** Escaped, so that what was typed cannot rearrange a terminal; cut, so that the sentence stays in sight. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
