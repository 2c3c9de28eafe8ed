import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { isSecretOf } from '../../domain/clients/run/secret.ts';
import { configurationOf } from './configuration.ts';
import type { OpenidDeps, OpenidHost } from './deps.ts';
import { registerInteractions } from './interactions.ts';
import { registerEndpoints } from './mount.ts';
import { returnTo } from './requests.ts';

/** Adds OpenID Connect to a server that does not listen yet. Its library and keys are loaded by the first request that needs them. */
export function registerOpenid(deps: OpenidDeps, host: OpenidHost): void {
  let made: Promise<Provider> | null = null;
  const provider = () => {
    made ??= createProvider(deps, host);
    return made;
  };
  registerEndpoints(deps, host, provider);
  registerInteractions({ deps, host, provider });
}

async function createProvider(deps: OpenidDeps, host: OpenidHost): Promise<Provider> {
  const { default: Library } = await import('oidc-provider');
  const provider = new Library(deps.url.origin, configurationOf(deps, host, await deps.signingKeys.load()));
  provider.proxy = true;
  provider.Client.prototype.includeSid = () => true;
  provider.Client.prototype.compareClientSecret = function compare(actual: string) {
    return isSecretOf({ secretHash: this.clientSecret ?? null }, actual);
  };
  provider.on('server_error', (_ctx, error) => deps.log.error({ err: error }, 'openid'));
  provider.use(allowFormPost);
  return provider;
}

/** An answer in `form_post` is a page whose form goes to the application. */
async function allowFormPost(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.oidc?.params?.['response_mode'] !== 'form_post' || typeof ctx.body !== 'string') return;
  const target = returnTo(ctx.oidc.params['redirect_uri'] as string | undefined);
  const policy = ctx.response.get('content-security-policy');
  ctx.set('content-security-policy', policy.replace(/form-action [^;]*/, `form-action ${target ?? "'none'"}`));
}
