import { type Configuration, type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { current, liveSession } from './current.ts';
import type { OpenidHost } from './deps.ts';

type Features = NonNullable<Configuration['features']>;

/** The form values that the library wants back. */
function xsrfOf(ctx: KoaContextWithOIDC): string {
  return (ctx.oidc.session?.state as { secret?: string } | undefined)?.secret ?? '';
}

function show(ctx: KoaContextWithOIDC, html: string): void {
  ctx.type = 'html';
  ctx.body = html;
}

/** Sign-out asked for by an application (OpenID Connect RP-Initiated Logout 1.0), in the product's look. */
export function logoutFeature(host: OpenidHost): Features['rpInitiatedLogout'] {
  return {
    enabled: true,
    async logoutSource(ctx) {
      const { request, reply } = current();
      const snapshot = liveSession()?.snapshot;
      const person =
        snapshot === undefined
          ? null
          : { name: snapshot.account.name, address: snapshot.address.address, support: null };
      const view = { kind: 'ask', xsrf: xsrfOf(ctx), client: ctx.oidc.client?.clientName ?? null, person } as const;
      show(ctx, host.pages.signOut(request, reply, '/help', view));
    },
    async postLogoutSuccessSource(ctx) {
      const { request, reply } = current();
      const view = { kind: 'done', client: ctx.oidc.client?.clientName ?? null } as const;
      show(ctx, host.pages.signOut(request, reply, '/openid/logout/success', view));
    },
  };
}

/** A device without a browser (RFC 8628), in the product's look. */
export function deviceFeature(host: OpenidHost): Features['deviceFlow'] {
  return {
    enabled: true,
    charset: 'base-20',
    mask: '****-****',
    // Where a device is says nothing that its owner could check, and is nobody's business.
    deviceInfo: () => ({}),
    async userCodeInputSource(ctx, _form, _out, error) {
      const { request, reply, typedUserCode } = current();
      const view =
        error instanceof Error && error.name === 'AbortedError'
          ? ({ kind: 'denied' } as const)
          : ({
              kind: 'ask',
              xsrf: xsrfOf(ctx),
              typed: typedOf(error) ?? typedUserCode,
              problem: problemOf(error),
            } as const);
      show(ctx, host.pages.device(request, reply, '/openid/device', view));
    },
    async userCodeConfirmSource(ctx, _form, client, _info, code) {
      const { request, reply } = current();
      const view = { kind: 'confirm', xsrf: xsrfOf(ctx), code, client: client.clientName ?? client.clientId } as const;
      show(ctx, host.pages.device(request, reply, '/openid/device', view));
    },
    async successSource(ctx) {
      const { request, reply } = current();
      const client = ctx.oidc.client?.clientName ?? '';
      show(ctx, host.pages.device(request, reply, '/openid/device', { kind: 'done', client }));
    },
  };
}

function typedOf(error: unknown): string | null {
  const typed = (error as { userCode?: unknown } | undefined)?.userCode;
  return typeof typed === 'string' ? typed.slice(0, 40) : null;
}

function problemOf(error: unknown): 'missing' | 'unknown' | 'expired' | 'used' | null {
  if (!(error instanceof Error)) return null;
  switch (error.name) {
    case 'NoCodeError':
      return 'missing';
    case 'ExpiredError':
      return 'expired';
    case 'AlreadyUsedError':
      return 'used';
    default:
      return 'unknown';
  }
}

/** A request that cannot be answered by going back to its application. */
export function renderError(host: OpenidHost, ctx: KoaContextWithOIDC, out: ErrorOut): void {
  const { request, reply } = current();
  const defect = out.error === new errors.TemporarilyUnavailable().error || out.error === 'server_error';
  const view = {
    error: out.error,
    description: out.error_description ?? null,
    traceId: defect ? request.id : null,
  };
  show(ctx, host.pages.error(request, reply, view));
}
