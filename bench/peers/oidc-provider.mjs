import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

// oidc-provider alone, with the adapter that it brings: everything in memory, nothing durable. The same client, claims, key type
// and rotation as Vestibule's; whoever comes is signed in as one person at once, and no consent is asked.

const port = Number(process.env.PORT);
const issuer = `http://localhost:${port}`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'bench',
      client_secret: 'a-secret-of-the-bench-and-of-nothing-else',
      redirect_uris: ['https://portal.riverside.example/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'bench' }] },
  cookies: { keys: ['a-key-of-the-bench'] },
  features: { devInteractions: { enabled: false } },
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  pkce: { required: () => true },
  issueRefreshToken: async (_ctx, _client, code) => code.scopes.has('offline_access'),
  rotateRefreshToken: true,
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: async (_ctx, id) => ({
    accountId: id,
    claims: async () => ({
      sub: id,
      name: 'Amara Nwosu',
      email: 'amara@riverside.example',
      email_verified: true,
    }),
  }),
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const known = session.grantIdFor(client.clientId);
    if (known) return provider.Grant.find(known);
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid profile email offline_access');
    await grant.save();
    return grant;
  },
});
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { prompt } = await provider.interactionDetails(ctx.req, ctx.res);
  const result = prompt.name === 'login' ? { login: { accountId: 'person-0' } } : { consent: {} };
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
  ctx.respond = false;
});
const handle = provider.callback();
createServer((request, response) => void handle(request, response)).listen(port, '127.0.0.1', () =>
  process.send?.('ready'),
);
process.once('SIGTERM', () => process.exit(0));
