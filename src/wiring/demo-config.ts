import { join } from 'node:path';

type Settings = Readonly<Record<string, string | undefined>>;

/**
 * The settings of the demo. It listens on loopback, wherever `HOST` points, and keeps its data in a folder of its own:
 * people with known passwords never get into the database of a real service, whatever its settings say.
 */
export function demoSettings(env: Settings, flags: Settings): Readonly<Record<string, string>> {
  const port = flags.port ?? env.PORT ?? '4000';
  return {
    VESTIBULE_URL: `http://localhost:${port}`,
    VESTIBULE_DATA: join(flags.data ?? env.VESTIBULE_DATA ?? '.vestibule', 'demo'),
    VESTIBULE_NAME: 'Vestibule',
    VESTIBULE_SUPPORT: 'help@vestibule.example',
    PORT: port,
    HOST: '127.0.0.1',
  };
}

/** The port of the demo's example application: `CLINIC_PORT`, else the one after the demo's own. Null: that is no port. */
export function clinicPort(env: Settings, demoPort: number): number | null {
  const port = env.CLINIC_PORT === undefined ? demoPort + 1 : Number(env.CLINIC_PORT);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}
