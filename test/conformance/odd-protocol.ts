// Odd requests to the endpoints of OpenID Connect: what applications, APIs and devices send, and browsers on their way.
import { type GoodForm, type OddRequest, oddForms, oddVisits } from './odd-requests.ts';

/** Applications that a fuzzed server knows, so that what is odd is the request and not who sends it. */
export interface KnownClients {
  readonly confidential: { readonly id: string; readonly secret: string; readonly redirectUri: string };
  readonly native: string;
  readonly device: string;
  /** An API that the first may ask tokens for. */
  readonly resource: string;
}

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const NOTHING = 'x'.repeat(43);

/** Whether a route belongs to the protocol, pages between its requests included. */
export function isProtocol(path: string): boolean {
  return path.startsWith('/openid/') || path.startsWith('/.well-known/');
}

/** Odd requests to one concrete path of the protocol. A POST that nothing here knows a form for is a gap, and thrown. */
export function oddProtocol(method: string, path: string, pattern: string, clients: KnownClients): OddRequest[] {
  if (method === 'OPTIONS') return oddPreflights(path);
  if (method === 'GET') {
    const good = QUERIES[pattern]?.(clients);
    return [...oddVisits(path), ...oddTokens(path), ...(good === undefined ? [] : oddQueries(path, good))];
  }
  const forms = FORMS[pattern]?.(clients);
  if (forms === undefined) throw new Error(`no form is known for POST ${pattern}: add it here`);
  return forms.flatMap((fields) => [...oddForms({ path, fields }, ''), ...oddKeys({ path, fields }, clients)]);
}

type Fields = Readonly<Record<string, string>>;

function authorization({ confidential, resource }: KnownClients): Fields {
  return {
    client_id: confidential.id,
    response_type: 'code',
    redirect_uri: confidential.redirectUri,
    scope: 'openid profile',
    state: 's',
    nonce: 'n',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    acr_values: 'aal2',
    max_age: '0',
    prompt: 'none',
    claims: '{"id_token":{"acr":{"essential":true,"values":["phr"]}}}',
    login_hint: 'amara@riverside.example',
    id_token_hint: 'a.b.c',
    ui_locales: 'es',
    response_mode: 'query',
    resource,
    request_uri: 'urn:ietf:params:oauth:request_uri:x',
  };
}

function signOut({ confidential }: KnownClients): Fields {
  return {
    id_token_hint: 'a.b.c',
    client_id: confidential.id,
    post_logout_redirect_uri: confidential.redirectUri,
    state: 's',
    ui_locales: 'es',
    logout_hint: 'x',
  };
}

/** What belongs into the address. */
const QUERIES: Readonly<Record<string, (clients: KnownClients) => Fields>> = {
  '/openid/authorize': authorization,
  '/openid/device': () => ({ user_code: 'BCDF-GHJK' }),
  '/openid/logout': signOut,
  '/openid/userinfo': () => ({ access_token: NOTHING }),
};

/** What belongs into the body, good in itself but for values that open nothing. */
const FORMS: Readonly<Record<string, (clients: KnownClients) => readonly Fields[]>> = {
  '/openid/authorize': (clients) => [authorization(clients)],
  '/openid/logout': (clients) => [signOut(clients)],
  '/openid/logout/confirm': () => [{ xsrf: NOTHING, logout: 'yes' }],
  '/openid/device': () => [
    { xsrf: NOTHING, user_code: 'BCDF-GHJK' },
    { xsrf: NOTHING, user_code: 'BCDF-GHJK', confirm: 'yes', abort: 'yes' },
  ],
  '/openid/interaction/:uid/consent': () => [{ decision: 'allow' }],
  '/openid/userinfo': () => [{ access_token: NOTHING }],
  '/openid/par': (clients) => [{ ...withSecret(clients), ...authorization(clients) }],
  '/openid/introspect': (clients) => [{ ...withSecret(clients), token: NOTHING, token_type_hint: 'access_token' }],
  '/openid/revoke': (clients) => [{ ...withSecret(clients), token: NOTHING, token_type_hint: 'refresh_token' }],
  '/openid/device/authorize': ({ device }) => [{ client_id: device, scope: 'openid', claims: '{}', max_age: '0' }],
  '/openid/token': (clients) => [
    {
      ...withSecret(clients),
      grant_type: 'authorization_code',
      code: NOTHING,
      redirect_uri: clients.confidential.redirectUri,
      code_verifier: NOTHING,
      resource: clients.resource,
    },
    { ...withSecret(clients), grant_type: 'refresh_token', refresh_token: NOTHING, scope: 'openid' },
    { client_id: clients.native, grant_type: 'refresh_token', refresh_token: NOTHING },
    { client_id: clients.device, grant_type: DEVICE_GRANT, device_code: NOTHING },
    {
      client_id: clients.confidential.id,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'a.b.c',
      grant_type: 'authorization_code',
      code: NOTHING,
    },
  ],
};

function withSecret({ confidential }: KnownClients): Fields {
  return { client_id: confidential.id, client_secret: confidential.secret };
}

/** The odd forms of a request, in its address. */
function oddQueries(path: string, fields: Fields): OddRequest[] {
  const forms = oddForms({ path, fields }, '').filter(({ headers }) => headers['content-type']?.includes('form'));
  return forms.map(({ label, body }) => ({
    label: `query ${label}`,
    method: 'GET',
    // Bytes that are not to be in an address at all would only try the parser of HTTP.
    path: `${path}?${(body ?? '').toString('latin1').replace(/[^!-~]/g, encodeURIComponent)}`,
    headers: {},
    body: null,
  }));
}

const ODD_AUTHORIZATIONS = [
  'Bearer',
  'Bearer ',
  `Bearer ${NOTHING}`,
  `Bearer ${'x'.repeat(9_000)}`,
  `DPoP ${NOTHING}`,
  'Bearer a.b.c',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Basic',
  'Basic !!!!',
  `Basic ${Buffer.from('no-colon').toString('base64')}`,
  `Basic ${Buffer.from('%zz:%ff').toString('base64')}`,
  `Basic ${Buffer.from([0xff, 0x3a, 0x00]).toString('base64')}`,
  `Basic ${Buffer.from('__proto__:constructor').toString('base64')}`,
  'Negotiate x',
  ',',
];

const ODD_PROOFS = ['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', `${'x'.repeat(6_000)}`];

/** Tokens and proofs of possession that are none. */
function oddTokens(path: string): OddRequest[] {
  return [
    ...ODD_AUTHORIZATIONS.map((value) => ({ authorization: value })),
    ...ODD_PROOFS.map((dpop) => ({ authorization: `DPoP ${NOTHING}`, dpop })),
  ].map((headers) => ({
    label: `authorization ${headers.authorization.slice(0, 12)}`,
    method: 'GET',
    path,
    headers,
    body: null,
  }));
}

/** Clients that prove themselves oddly, or twice. */
function oddKeys({ path, fields }: GoodForm, { confidential }: KnownClients): OddRequest[] {
  const { client_id: _id, client_secret: _secret, ...rest } = fields;
  const type = 'application/x-www-form-urlencoded';
  const body = (all: Fields) => Buffer.from(new URLSearchParams(all).toString());
  const basic = `Basic ${Buffer.from(`${confidential.id}:${confidential.secret}`).toString('base64')}`;
  const wrong = { ...fields, client_id: confidential.id, client_secret: 'wrong' };
  return [
    ...ODD_AUTHORIZATIONS.map((authorization) => ({ headers: { authorization }, body: body(rest) })),
    ...ODD_PROOFS.map((dpop) => ({ headers: { dpop }, body: body(fields) })),
    { headers: { authorization: basic }, body: body(fields) },
    { headers: {}, body: body(rest) },
    { headers: {}, body: body(wrong) },
    { headers: {}, body: body({ ...rest, client_id: '__proto__' }) },
    { headers: { origin: 'https://evil.example' }, body: body(fields) },
    { headers: { accept: 'text/html' }, body: body(wrong) },
  ].map((odd, at) => ({
    label: `client ${at}`,
    method: 'POST',
    path,
    headers: { 'content-type': type, ...odd.headers },
    body: odd.body,
  }));
}

/** Questions of browsers, as none asks them. */
function oddPreflights(path: string): OddRequest[] {
  const asked = [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null', 'access-control-request-method': 'POST' },
    { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    { origin: 'x'.repeat(4_000), 'access-control-request-method': 'TRACE' },
    { origin: 'https://evil.example', 'access-control-request-headers': 'x,'.repeat(2_000) },
    { 'content-type': 'application/json' },
  ];
  return [
    ...asked.map((headers) => ({ label: 'preflight', method: 'OPTIONS', path, headers: { ...headers }, body: null })),
    { label: 'preflight with a body', method: 'OPTIONS', path, headers: {}, body: Buffer.from('a=b') },
    { label: 'odd path', method: 'OPTIONS', path: `${path}%ff`, headers: {}, body: null },
  ];
}
