import { createServer } from 'node:http';
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { symmetricEncrypt } from 'better-auth/crypto';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { twoFactor } from 'better-auth/plugins';
import Database from 'better-sqlite3';
import pg from 'pg';

// Better Auth as its documentation has it, with e-mail and password and two factors, on Node's own server. PASSWORDS=ours hashes
// with the parameters of Vestibule (ARGON2, as JSON); without, as it does by default. The limiter of requests is off, as its
// limits would be what is measured. PEOPLE=0 opens a database that was filled before.

const port = Number(process.env.PORT);
const people = Number(process.env.PEOPLE ?? 0);
const secret = 'a-secret-of-the-bench-and-of-nothing-else';
const appSecret = 'benchbenchbenchbenchbenchbench12';
const password = 'correct-horse-battery';
const argon2 = JSON.parse(process.env.ARGON2 ?? '{}');

const options = {
  baseURL: `http://localhost:${port}`,
  secret,
  database: openDatabase(process.env.DATABASE ?? ''),
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: 'error' },
  emailAndPassword: {
    enabled: true,
    ...(process.env.PASSWORDS === 'ours' && {
      password: {
        hash: (plain) => hash(plain, argon2),
        verify: ({ hash: stored, password: plain }) => verify(stored, plain),
      },
    }),
  },
  plugins: [twoFactor()],
};
const auth = betterAuth(options);
if (people > 0) {
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  await fill();
}
const handle = toNodeHandler(auth);
createServer((request, response) => void handle(request, response)).listen(port, '127.0.0.1', () => {
  process.send?.({ addresses: Array.from({ length: people }, (_, number) => addressOf(number)), appSecret });
});
process.once('SIGTERM', () => process.exit(0));

function openDatabase(url) {
  if (!url.startsWith('sqlite:')) return new pg.Pool({ connectionString: url, max: 10 });
  const handle = new Database(url.slice('sqlite:'.length));
  handle.pragma('journal_mode = WAL');
  handle.pragma('synchronous = FULL');
  return handle;
}

/** People with one password and one app, straight into the store; each row has a secret sealed as the library does. */
async function fill() {
  const { adapter, password: passwords } = await auth.$context;
  const stored = await passwords.hash(password);
  const now = new Date();
  for (let number = 0; number < people; number++) {
    const user = await adapter.create({
      model: 'user',
      data: {
        name: `Person Number ${number}`,
        email: addressOf(number),
        emailVerified: true,
        twoFactorEnabled: true,
        createdAt: now,
        updatedAt: now,
      },
    });
    await adapter.create({
      model: 'account',
      data: {
        userId: user.id,
        accountId: user.id,
        providerId: 'credential',
        password: stored,
        createdAt: now,
        updatedAt: now,
      },
    });
    await adapter.create({
      model: 'twoFactor',
      data: {
        userId: user.id,
        secret: await symmetricEncrypt({ key: secret, data: appSecret }),
        backupCodes: await symmetricEncrypt({ key: secret, data: '[]' }),
        verified: true,
      },
    });
  }
}

function addressOf(number) {
  return `person${number}@riverside.example`;
}
