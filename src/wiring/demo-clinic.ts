import { seedApplications } from '../edges/demo/applications.ts';
import type { Instance } from './instance.ts';

/** The example application beside the demo. */
export interface DemoClinic {
  readonly url: string;
  stop(): Promise<void>;
}

/** Registers the clinic of `examples/` as a client and starts it on loopback; null: its port is in use. */
export async function startDemoClinic(
  { clients, config, log: own }: Pick<Instance, 'clients' | 'config' | 'log'>,
  port: number,
): Promise<DemoClinic | null> {
  // Not at the top: a service that is no demo does not load it.
  const { clinicAddresses, startClinic } = await import('../../examples/clinic/web/start.ts');
  const log = own.child({ application: 'clinic' });
  const keys = await seedApplications(clients, port, clinicAddresses(`http://localhost:${port}`));
  try {
    return await startClinic({
      ...keys,
      issuer: config.url.origin,
      port,
      log: (text, error) => (error === undefined ? log.info(text) : log.warn({ err: error }, text)),
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null;
    throw error;
  }
}
