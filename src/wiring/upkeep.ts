import { statSync } from 'node:fs';
import { join } from 'node:path';
import { verifyTrail } from '../domain/audit/run/verify.ts';
import type { Finding, Upkeep } from '../edges/cli/contract.ts';
import { createSmtpTransport } from '../edges/mail/transport.ts';
import { HOUR_MS } from '../platform/kernel/time.ts';
import type { Instance } from './instance.ts';

/** Backup and examination of an open instance. */
export function upkeepOf(instance: Instance): Upkeep {
  return {
    async backup(path) {
      const { backup } = instance.storage;
      if (backup === undefined) return 'not-sqlite';
      const copied = await backup(path);
      return copied.ok ? 'copied' : copied.error;
    },
    examine: async () => [
      ...(await instance.storage.check()),
      keysPrivate(instance),
      await mailServer(instance),
      await mailMoves(instance),
      await trailWhole(instance),
    ],
  };
}

/** The root keys are for this user alone. */
function keysPrivate({ config }: Instance): Finding {
  const mode = statSync(join(config.dataFolder, 'keys.json')).mode & 0o777;
  return { name: 'keys.json permissions', found: mode.toString(8), wanted: '600', ok: (mode & 0o077) === 0 };
}

async function mailServer({ config }: Instance): Promise<Finding> {
  const problem =
    config.smtp === null
      ? 'not configured'
      : await createSmtpTransport({ url: config.smtp, from: config.mailFrom }).check();
  return { name: 'mail server', found: problem ?? 'reachable', wanted: 'reachable', ok: problem === null };
}

async function mailMoves({ storage, clock }: Instance): Promise<Finding> {
  const { waiting, oldestAt } = await storage.outbox.state(clock.now() - 24 * HOUR_MS);
  const stuck = oldestAt !== null && oldestAt < clock.now() - HOUR_MS;
  return { name: 'mail waiting', found: String(waiting), wanted: 'none for more than an hour', ok: !stuck };
}

async function trailWhole({ storage, link, clock }: Instance): Promise<Finding> {
  const { checked, findingCount } = await verifyTrail({ store: storage.seals, link, clock });
  const found = findingCount === 0 ? `${checked} rows, whole` : `${findingCount} findings`;
  return { name: 'audit trail', found, wanted: 'whole', ok: findingCount === 0 };
}
