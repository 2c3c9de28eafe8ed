import type { FastifyReply, FastifyRequest } from 'fastify';

/** The signed-in person, as the profile menu shows it. */
interface ShownPerson {
  readonly name: string;
  readonly address: string;
  readonly support: string | null;
}

/** See `ConsentView` of the hosted pages, which draw it. */
export interface ConsentPage {
  readonly uid: string;
  readonly client: { readonly name: string; readonly support: string | null };
  readonly address: string;
  readonly scopes: readonly string[];
  readonly resources: readonly { readonly uri: string; readonly scopes: readonly string[] }[];
}

/** See `DeviceView` of the hosted pages. */
export type DevicePage =
  | {
      readonly kind: 'ask';
      readonly xsrf: string;
      readonly typed: string;
      readonly problem: 'missing' | 'unknown' | 'expired' | 'used' | null;
    }
  | { readonly kind: 'confirm'; readonly xsrf: string; readonly code: string; readonly client: string }
  | { readonly kind: 'done'; readonly client: string }
  | { readonly kind: 'denied' };

/** See `SignOutView` of the hosted pages. */
export type SignOutPage =
  | {
      readonly kind: 'ask';
      readonly xsrf: string;
      readonly client: string | null;
      readonly person: ShownPerson | null;
    }
  | { readonly kind: 'done'; readonly client: string | null };

/** See `ApplicationErrorView` of the hosted pages. */
export interface ErrorPage {
  readonly error: string;
  readonly description: string | null;
  readonly traceId: string | null;
}

/** Pages in the product's look, drawn by the hosted pages. `path` is the GET that shows the page again. */
export interface OpenidPages {
  consent(request: FastifyRequest, reply: FastifyReply, path: string, view: ConsentPage): string;
  device(request: FastifyRequest, reply: FastifyReply, path: string, view: DevicePage): string;
  signOut(request: FastifyRequest, reply: FastifyReply, path: string, view: SignOutPage): string;
  error(request: FastifyRequest, reply: FastifyReply, view: ErrorPage): string;
}
