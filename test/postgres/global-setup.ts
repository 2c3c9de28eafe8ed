import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers a GET with the server's URL, starting the server at the first one. */
    postgresStarter: string;
  }
}

/** One PostgreSQL for the whole run, started when the first test asks for it: a run without such tests pays nothing. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | null = null;
  const starter = createServer((_request, response) => {
    server ??= startPostgres();
    server.then(
      ({ url }) => response.end(url),
      (error: Error) => {
        response.statusCode = 500;
        response.end(error.message);
      },
    );
  });
  await new Promise<void>((resolve) => {
    starter.listen(0, '127.0.0.1', resolve);
  });
  project.provide('postgresStarter', `http://127.0.0.1:${(starter.address() as AddressInfo).port}/`);
  return async () => {
    starter.closeAllConnections();
    starter.close();
    await (await server?.catch(() => null))?.stop();
  };
}
