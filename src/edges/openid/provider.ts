import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import { isSecretOf } from '../../domain/clients/run/secret.ts';
import { configurationOf } from './configuration.ts';
import { current } from './current.ts';
import type { OpenidDeps, OpenidHost } from './deps.ts';
import { returnTo } from './requests.ts';

/** The protocol library, set up. With it come 17 MB of memory: imported by the first request that needs it. */
export async function createProvider(deps: OpenidDeps, host: OpenidHost): Promise<Provider> {
  const provider = new Provider(deps.url.origin, configurationOf(deps, host, await deps.signingKeys.load()));
  provider.proxy = true;
  provider.Client.prototype.includeSid = () => true;
  provider.Client.prototype.compareClientSecret = function compare(actual: string) {
    return isSecretOf({ secretHash: this.clientSecret ?? null }, actual);
  };
  provider.on('server_error', (_ctx, error) => deps.log.error({ err: error }, 'openid'));
  provider.use(allowLeaving);
  provider.use(endOwnSession(deps));
  return provider;
}

/** Signing out of the library's session, which is a view of ours, ends ours: tokens and other applications with it. */
function endOwnSession({ sessions }: Pick<OpenidDeps, 'sessions'>) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const { destroyed } = (ctx.oidc?.session ?? {}) as { readonly destroyed?: boolean };
    if (destroyed === true) await sessions.signOut(current().visitor.sessionToken);
  };
}

/** Browsers hold redirects after a form to its page's `form-action`: pages of the library that lead to the application name it. */
async function allowLeaving(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const { params, entities } = ctx.oidc ?? {};
  if (typeof ctx.body !== 'string') return;
  const address =
    params?.['response_mode'] === 'form_post'
      ? params['redirect_uri']
      : (params?.['post_logout_redirect_uri'] ?? entities?.Interaction?.params['redirect_uri']);
  const target = typeof address === 'string' ? returnTo(address) : null;
  if (target === null) return;
  const policy = ctx.response.get('content-security-policy');
  ctx.set('content-security-policy', policy.replace("form-action 'self'", `form-action 'self' ${target}`));
}
