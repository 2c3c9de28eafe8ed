import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * `browser` ties attempts and forms to one browser, `session` is what sign-in yields, `device` chooses what is shown first,
 * `lang` keeps the chosen language, `shared` marks a browser that several people use.
 */
export type CookieName = 'browser' | 'session' | 'device' | 'lang' | 'shared';

/** Reads and sets our cookies, all of one kind: `HttpOnly`, `SameSite=Lax`, path `/`, no domain. */
export interface CookieJar {
  /** Null when absent or not made of our characters. */
  read(request: FastifyRequest, name: CookieName): string | null;
  /** Without `maxAgeS` (seconds) the cookie lives as long as the browser runs. */
  set(reply: FastifyReply, name: CookieName, value: string, maxAgeS?: number): void;
  clear(reply: FastifyReply, name: CookieName): void;
}

/**
 * `secure`: the public address is https. Then names carry `__Host-`, which keeps other hosts of the domain from planting them;
 * browsers refuse that prefix over plain http, so on localhost names are plain.
 */
export function cookieJar(secure: boolean): CookieJar {
  const nameOf = (name: CookieName): string => `${secure ? '__Host-' : ''}vestibule_${name}`;
  const shared = { path: '/', httpOnly: true, secure, sameSite: 'lax' as const };
  return {
    read(request, name) {
      const value = request.cookies[nameOf(name)];
      return value !== undefined && /^[A-Za-z0-9_-]{2,64}$/.test(value) ? value : null;
    },
    set(reply, name, value, maxAgeS) {
      reply.setCookie(nameOf(name), value, maxAgeS === undefined ? shared : { ...shared, maxAge: maxAgeS });
    },
    clear(reply, name) {
      reply.setCookie(nameOf(name), '', { ...shared, maxAge: 0 });
    },
  };
}
