import { AsyncLocalStorage } from 'node:async_hooks';
import type { LiveSession, ProtocolRequest } from './deps.ts';

const requests = new AsyncLocalStorage<ProtocolRequest>();

/** Runs the protocol library for one request; inside, {@link current} names it. */
export function during<T>(request: ProtocolRequest, work: () => T): T {
  return requests.run(request, work);
}

/** The request that the protocol library is answering. */
export function current(): ProtocolRequest {
  const request = requests.getStore();
  if (request === undefined) throw new Error('openid: outside of a request');
  return request;
}

/** The browser's own session; null: none that holds. */
export function liveSession(): LiveSession | null {
  return requests.getStore()?.live ?? null;
}
