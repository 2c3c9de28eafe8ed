import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createTrail } from '../domain/audit/run/read.ts';
import { verifyTrail } from '../domain/audit/run/verify.ts';
import {
  type AuditCommands,
  type BackupRefusal,
  type CliIo,
  type CliServices,
  CommandRefused,
  type Flags,
} from '../edges/cli/contract.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { type Result, refused } from '../platform/kernel/result.ts';
import { clinicPort, demoSettings } from './demo-config.ts';
import { examine } from './doctor.ts';
import { type Instance, openInstance } from './instance.ts';
import { openMatching } from './open-storage.ts';
import { type Outside, StartRefused } from './outside.ts';
import { machine, serve } from './serve.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The services behind the command line, for the settings of this process. */
export function commandServices(
  env: Environment,
  io: CliIo,
  outside: Outside = machine('warn'),
): (flags: Flags) => Promise<CliServices> {
  return async (flags) => ({
    async open() {
      const instance = await refusing(() => openInstance(configOf(env, flags), outside));
      const audit = auditOf(instance);
      return {
        ...instance,
        issuer: instance.config.url.origin,
        audit,
        evidence: instance.evidenceDesk,
        backup: (path) => backupTo(instance, path),
      };
    },
    // Standard error, since the log goes to standard output.
    serve: () => refusing(() => serve(configOf(env, flags), (text) => io.err(text))),
    migrate: () => refusing(() => migrate(configOf(env, flags), outside)),
    demo: () => refusing(() => demo(env, flags, io)),
    doctor: () => examine(readConfig(env, flags)),
  });
}

async function demo(env: Environment, flags: Flags, io: CliIo): Promise<void> {
  const config = configOf(demoSettings(env, flags), {});
  const port = clinicPort(env, config.port);
  if (port === null) throw new CommandRefused('settings-wrong', 'CLINIC_PORT is not the number of a port.');
  // What only a demo needs is no part of other starts.
  const { serveDemo } = await import('./demo.ts');
  await serveDemo(config, port, (text) => io.out(text));
}

function auditOf(instance: Instance): AuditCommands {
  const { storage, auditor, link, clock, sealer, signer } = instance;
  const trail = { reads: storage.auditReads, store: storage.seals, heads: storage.heads };
  return {
    ...createTrail({ ...trail, auditor }),
    async verify(noted) {
      // Where nothing serves, what commands recorded still waits for its place.
      await sealer.run();
      return verifyTrail({ ...trail, signer, link, clock }, noted === undefined ? {} : { noted });
    },
    async heads() {
      await sealer.run();
      await instance.heads.run('now');
      return storage.heads.all();
    },
    publicKey: signer.publicKey,
  };
}

async function backupTo({ storage, auditor }: Instance, path: string): Promise<Result<void, BackupRefusal>> {
  if (storage.backup === undefined) return refused('not-sqlite');
  if (!existsSync(dirname(resolve(path)))) return refused('folder-missing');
  const made = await storage.backup(path);
  if (!made.ok) return made;
  const event = auditor.event({ name: 'backup.made', accountId: null, actor: 'system', details: {} });
  await storage.transactor.transact((tx) => storage.acts.audit(tx, event));
  return made;
}

async function migrate(config: Config, outside: Outside): Promise<readonly string[]> {
  const { storage, migrated } = await openMatching(config, outside);
  await storage.close();
  return migrated;
}

function configOf(env: Environment, flags: Flags): Config {
  const config = readConfig(env, flags);
  if (!config.ok) throw new CommandRefused('settings-wrong', config.error.join('\n'));
  return config.value;
}

/** What keeps an instance from starting is a sentence for whoever started it, not a defect. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartRefused) throw new CommandRefused('start-refused', error.message);
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (inUse) throw new CommandRefused('port-in-use', 'That port is in use. Choose another with PORT or --port.');
    throw error;
  }
}
