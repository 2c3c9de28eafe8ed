import type Provider from 'oidc-provider';
import type { OpenidDeps, OpenidHost } from './deps.ts';
import { registerInteractions } from './interactions.ts';
import { registerEndpoints } from './mount.ts';

/** Adds OpenID Connect to a server that does not listen yet. Its library and keys are loaded by the first request that needs them. */
export function registerOpenid(deps: OpenidDeps, host: OpenidHost): void {
  let made: Promise<Provider> | null = null;
  const provider = () => {
    made ??= import('./provider.ts').then(({ createProvider }) => createProvider(deps, host));
    return made;
  };
  registerEndpoints(deps, host, provider);
  registerInteractions({ deps, host, provider });
}
