import { base32Bytes } from './canary-life.ts';
import type { Secret } from './canary-scan.ts';

/** The password, app and address of somebody who comes with an import. */
export const PASSWORD = 'correct-horse-riverside';
export const APP = 'MNQW4YLSPFQXA4BNGI3TANBSGE3TOOJQ';
export const ADDRESS = 'esi@lakeside.example';

/** Of {@link PASSWORD}, made by other programs: see src/domain/methods/password/foreign.test.ts. */
const BCRYPT = '$2b$06$abcdefghijklmnopqrstuuKcjoXHgqeNXUARJus4xbh/z/mEYuAwS';
const KEYCLOAK = 'V4u7w1V2CbBr+SE0uFvcBN2ps0hLYoGawPax9IMJZ/GpJvpKqDzZV3cY0AYRyDqwxd1jiC5ULHYlSiYEJcVUtA==';
const DJANGO = 'pbkdf2_sha256$260000$seasalt$ukB+DdHxKnecs/rAjD437CTc1wpeQgdr/5Ah7PLAxiw=';

/** Where no secret belongs, or none that is taken. */
const WRONG = {
  'password in place of a hash': 'canary-Plain-Password-91ae',
  'app secret that is too short': 'MNQW4YLSPE3TCOBS',
  'app secret that is none': 'CANARY0APP1SECRET8NOT9BASE32XXXX',
  'hash in place of an address': '$2b$06$canarycanarycanarycanaKcjoXHgqeNXUARJus4xbh/canary01',
  'hash in place of a kind': '$2b$06$canarycanarycanarycanaKcjoXHgqeNXUARJus4xbh/canary02',
  'hash in place of a heading': '$2b$06$canarycanarycanarycanaKcjoXHgqeNXUARJus4xbh/canary03',
  'hash in what is not JSON': '$2b$06$canarycanarycanarycanaKcjoXHgqeNXUARJus4xbh/canary04',
  'hash in place of a field': '$2b$06$canarycanarycanarycanaKcjoXHgqeNXUARJus4xbh/canary05',
} as const;

const HEAD = 'address,name,kind,address_confirmed,password_hash,totp_secret';
const CSV = [
  HEAD,
  `${ADDRESS},Esi Mensah,provider,true,${BCRYPT},${APP}`,
  `a@lakeside.example,A,provider,true,${WRONG['password in place of a hash']},`,
  `b@lakeside.example,B,provider,true,,${WRONG['app secret that is too short']}`,
  `c@lakeside.example,C,provider,true,,${WRONG['app secret that is none']}`,
  `${WRONG['hash in place of an address']},D,provider,true,,`,
  `e@lakeside.example,E,${WRONG['hash in place of a kind']},true,,`,
].join('\n');
const JSONL = [
  JSON.stringify({
    ...{ address: 'femi@lakeside.example', name: 'Femi Ade', address_confirmed: true },
    password_hash: {
      ...{ hashIterations: 30_000, algorithm: 'pbkdf2-sha512', salt: 'MDEyMzQ1Njc4OWFiY2RlZg==' },
      value: KEYCLOAK,
    },
  }),
  JSON.stringify({ address: 'g@lakeside.example', name: 'G', [WRONG['hash in place of a field']]: 'x' }),
  `{"password_hash": "${WRONG['hash in what is not JSON']}`,
].join('\n');

/** What is given to the console, in turn. */
export const FILES = [
  { file: CSV, form: 'csv', how: 'check' },
  { file: CSV, form: 'csv', how: 'import' },
  { file: JSONL, form: 'jsonl', how: 'import' },
  { file: `address,name,${WRONG['hash in place of a heading']}\n`, form: 'csv', how: 'import' },
] as const;

/** What is given to the command, which ends with 1: rows were refused. */
export const FOR_COMMAND = `${CSV.replace(ADDRESS, 'hana@lakeside.example')}\ni@lakeside.example,I,provider,true,${DJANGO},\n`;

/** All of that must not be found anywhere afterwards, nor on the way. */
export const SECRETS: readonly Secret[] = [
  { name: 'imported password', text: PASSWORD },
  { name: 'imported app secret', text: APP, bytes: base32Bytes(APP) },
  { name: 'imported hash', text: BCRYPT },
  { name: 'imported hash', text: BCRYPT.slice(-31) },
  { name: 'imported hash', text: KEYCLOAK, bytes: Buffer.from(KEYCLOAK, 'base64') },
  { name: 'imported hash', text: DJANGO },
  { name: 'imported hash', text: DJANGO.slice(-44), bytes: Buffer.from(DJANGO.slice(-44), 'base64') },
  ...Object.entries(WRONG).map(([name, text]) => ({ name, text })),
];
