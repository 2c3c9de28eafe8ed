import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Locale } from '../../domain/accounts/decide/account.ts';
import type { Auditor } from '../../domain/audit/run/write.ts';
import type { ArtifactStore } from '../../domain/clients/run/artifacts.ts';
import type { ConsentStore } from '../../domain/clients/run/consents.ts';
import type { SessionClients } from '../../domain/clients/run/logout-ports.ts';
import type { ClientStore } from '../../domain/clients/run/ports.ts';
import type { Checked, Sessions } from '../../domain/sessions/run/check.ts';
import type { SignIn } from '../../domain/sign-in/run/page.ts';
import type { SignInReads } from '../../domain/sign-in/run/ports.ts';
import type { Visitor } from '../../domain/sign-in/run/records.ts';
import type { LaneStore } from '../../domain/throttling/run/ports.ts';
import type { Tries } from '../../domain/throttling/run/tries.ts';
import type { Clock } from '../../platform/clock.ts';
import type { PublicUrl } from '../../platform/config.ts';
import type { HttpServer } from '../../platform/http/server.ts';
import type { Sealing } from '../../platform/keys.ts';
import type { Log } from '../../platform/log.ts';
import type { Random } from '../../platform/random.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { OpenidPages } from './views.ts';

/** All that OpenID Connect needs from the rest of the house. */
export interface OpenidDeps {
  readonly url: PublicUrl;
  readonly clients: Pick<ClientStore, 'byId'>;
  readonly artifacts: ArtifactStore;
  readonly sessionClients: SessionClients;
  readonly consents: ConsentStore;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly reads: Pick<SignInReads, 'attempt' | 'snapshot'>;
  readonly signingKeys: SigningKeys;
  /** 32 bytes for this purpose alone: DPoP nonces. */
  readonly dpopKey: Buffer;
  readonly tries: Tries;
  readonly lanes: Pick<LaneStore, 'load'>;
  /** 32 bytes for this purpose alone: names of sources that type codes of devices. */
  readonly sourceKey: Buffer;
  readonly auditor: Auditor;
  readonly sealing: Sealing;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the edge is put into: a server, the look of pages, and who asks. */
export interface OpenidHost {
  readonly server: HttpServer<Locale>;
  readonly pages: OpenidPages;
  visitorOf(request: FastifyRequest): Visitor;
}

/** A session that was checked and holds. */
export type LiveSession = Extract<Checked, { outcome: 'in' }>;

/** One request to the protocol library, with what Vestibule knows of it. */
export interface ProtocolRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly raw: IncomingMessage;
  readonly visitor: Visitor;
  /** The session of the browser that asks; null: none, or none that holds. */
  readonly live: LiveSession | null;
  /** A device's code that came with the address, to be shown and not to be submitted. */
  readonly typedUserCode: string;
}
