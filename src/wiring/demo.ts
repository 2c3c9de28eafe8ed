import { createDemoInbox, registerDemoInbox } from '../edges/demo/inbox.tsx';
import { seedDemo } from '../edges/demo/seed.ts';
import type { Config } from '../platform/config.ts';
import { type DemoClinic, startDemoClinic } from './demo-clinic.ts';
import { openInstance } from './instance.ts';
import { machine, serveInstance } from './serve.ts';

/** Serves the demo on loopback: made-up people, an inbox for all mail, and an application that they sign in to. */
export async function serveDemo(config: Config, clinicPort: number, say: (text: string) => void): Promise<void> {
  const inbox = createDemoInbox();
  const instance = await openInstance(config, { ...machine('warn'), transport: inbox.transport });
  const accounts = await seedDemo(instance);
  let clinic: DemoClinic | null = null;
  try {
    const started = async (url: string) => {
      // Not before Vestibule has its port: a second demo that cannot start changes nothing for the first.
      clinic = await startDemoClinic(instance, clinicPort);
      const lines = accounts.map((one) => `  ${one.address.padEnd(28)} ${one.password.padEnd(26)} ${one.about}`);
      const example = clinic?.url ?? `not running, for port ${clinicPort} is in use; CLINIC_PORT moves it`;
      say(
        `\nVestibule is running: ${url}\nExample application:  ${example}\nMail of the demo:     ${url}/demo/inbox\nConsole:              ${url}/console\n\nAccounts to try:\n${lines.join('\n')}\n\nStop with Ctrl-C.\n`,
      );
    };
    await serveInstance(instance, started, ({ app }, assets) =>
      registerDemoInbox(app, inbox, { css: assets.href('app.css'), js: assets.href('app.js') }),
    );
  } finally {
    await (clinic as DemoClinic | null)?.stop();
  }
}
