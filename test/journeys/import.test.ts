import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganization, startApp, type TestApp, type TestEngine } from '../app.ts';
import { jsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';

const PASSWORD = 'correct-horse-riverside';
const APP = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const SALT = 'MDEyMzQ1Njc4OWFiY2RlZg==';

/** One of each kind, made by other programs: see src/domain/methods/password/foreign.test.ts. */
const HASHES: Readonly<Record<string, unknown>> = {
  bcrypt: '$2b$06$abcdefghijklmnopqrstuuKcjoXHgqeNXUARJus4xbh/z/mEYuAwS',
  scrypt: '$scrypt$ln=14,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MZYkqiQUopmA9tuIhsh4nAmwlcP59G90oh+y3yy/GW8',
  django: 'pbkdf2_sha256$260000$seasalt$ukB+DdHxKnecs/rAjD437CTc1wpeQgdr/5Ah7PLAxiw=',
  keycloak: {
    hashIterations: 30000,
    algorithm: 'pbkdf2-sha512',
    salt: SALT,
    value: 'V4u7w1V2CbBr+SE0uFvcBN2ps0hLYoGawPax9IMJZ/GpJvpKqDzZV3cY0AYRyDqwxd1jiC5ULHYlSiYEJcVUtA==',
  },
  ldap: '{SSHA}4POPM6/Db/kGOlNQjgGw2xHgHZ1zYWx0c2FsdA==',
  // Of the word "password": known from the tests of argon2's reference implementation.
  argon2: '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
};

describe.each(['sqlite', 'postgres'] as const)('people who come with an import on %s', (engine: TestEngine) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ engine });
    await makeOrganization(app, 'Oakdale Practice');
    await makeOrganization(app, 'Riverside Clinic', {});
    const people = Object.entries(HASHES).map(([kind, hash]) => ({
      address: `${kind}@oakdale.example`,
      name: `Imported ${kind}`,
      organization: 'Oakdale Practice',
      address_confirmed: true,
      password_hash: hash,
    }));
    const covered = {
      ...people[0],
      address: 'app@riverside.example',
      organization: 'Riverside Clinic',
      totp_secret: APP,
    };
    const lines = [...people, covered].map((row) => `${JSON.stringify(row)}\n`);
    async function* bytes() {
      yield Buffer.from(lines.join(''));
    }
    const input = { bytes: bytes(), form: 'jsonl', organization: null, dryRun: false } as const;
    const done = await app.instance.imports.run(input, () => {});
    expect(done).toMatchObject({ ok: true, value: { counts: { created: 7 } } });
  });
  afterAll(() => app.stop());

  async function passPassword(address: string, password: string) {
    const client = jsonClient(app.url);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return { client, answer: await client.answer({ answer: 'password', password }) };
  }

  const storedHash = async (address: string): Promise<string> => {
    const { storage, sealing } = app.instance;
    const id = (await app.instance.accounts.find(address))?.account.id;
    const row = (await storage.accounts.authenticatorsOf(null, id as never)).find(({ kind }) => kind === 'password');
    if (row === undefined) throw new Error('no password');
    return JSON.parse(sealing.open(row.secretSealed, `authenticators/${row.id}/${row.accountId}`)).hash;
  };

  it.each(Object.keys(HASHES).filter((kind) => kind !== 'argon2'))(
    'S3 sign in with the password they had (%s), which from then on is hashed as ours is',
    async (kind) => {
      const address = `${kind}@oakdale.example`;
      const before = await storedHash(address);
      const wrong = await passPassword(address, `${PASSWORD}x`);
      expect(wrong.answer.body.signedIn).not.toBe(true);
      expect(await storedHash(address)).toBe(before);
      expect((await passPassword(address, PASSWORD)).answer.body).toMatchObject({ signedIn: true });
      const after = await storedHash(address);
      expect(after).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
      expect((await passPassword(address, PASSWORD)).answer.body).toMatchObject({ signedIn: true });
      expect(await storedHash(address)).toBe(after);
    },
  );

  it('choose a longer password in their first sign-in where the one they had is too short to stand alone', async () => {
    const { client, answer } = await passPassword('argon2@oakdale.example', 'password');
    expect(answer.body.page.step).toMatchObject({ kind: 'choose-password' });
    const chosen = await client.answer({ answer: 'new-password', password: 'a long walk along the shore' });
    expect(chosen.body).toMatchObject({ signedIn: true });
  });

  it('S15 are asked for a code of the app they had', async () => {
    const { client, answer } = await passPassword('app@riverside.example', PASSWORD);
    expect(answer.body.page.step).toMatchObject({ kind: 'ask-proof', suggested: 'totp' });
    const proved = await client.answer({ answer: 'proof', method: 'totp', code: appCode(APP, app.clock.now()) });
    expect(proved.body.page.step).toMatchObject({ kind: 'save-recovery-code' });
  });
});
