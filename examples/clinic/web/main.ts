import { startClinic } from './start.ts';

// Starts the clinic by itself: `CLINIC_CLIENT_SECRET=… node examples/clinic/web/main.ts`.
const { env } = process;
const url = env.CLINIC_URL;
const clinic = await startClinic({
  issuer: env.CLINIC_ISSUER ?? 'http://localhost:4000',
  clientId: env.CLINIC_CLIENT_ID ?? 'clinic-web',
  clientSecret: env.CLINIC_CLIENT_SECRET ?? '',
  port: Number(env.CLINIC_PORT ?? '4001'),
  ...(url === undefined ? {} : { url }),
  log: (text, error) => console.error(text, error instanceof Error ? `(${error.message})` : ''),
});
console.log(`The clinic is running: ${clinic.url}`);
