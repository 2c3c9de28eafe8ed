// Requests that no page of ours sends: every field of every form missing, of a wrong type, oversized, repeated, oddly encoded.

/** A request as bytes: nothing on the way may tidy it. */
export interface OddRequest {
  /** What is odd about it, for the report. */
  readonly label: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** A form of ours with good fields, without `csrf`. */
export interface GoodForm {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

const ODD_TEXTS = [
  '',
  ' ',
  '1２３４５６',
  '\u202e',
  '😀'.repeat(50),
  "' OR 1=1 --",
  '${7*7}',
  'a\r\nb',
  '-1',
  '1e9',
  'null',
];
const ODD_VALUES = [null, true, false, 0, -1, 1.5, 1e308, [], ['123456'], {}, { a: { b: [] } }, '', 'x'.repeat(60_000)];
const ODD_ENCODINGS = [
  '%',
  '%zz',
  '%4',
  '%00',
  '%ff%fe',
  '%c0%80',
  '%ed%a0%80',
  '%u0031',
  '\u00ff',
  '%25%30%30',
  '%0d%0a',
];

/** Every odd form of one good form, to be posted with a good CSRF value. */
export function oddForms(good: GoodForm, csrf: string): readonly OddRequest[] {
  const fields: Record<string, string> = { ...good.fields, csrf };
  const names = Object.keys(good.fields);
  return [
    ...names.flatMap((name) => [
      form(good, `without ${name}`, encode(omit(fields, name))),
      form(good, `${name} twice`, `${encode(fields)}&${encode({ [name]: fields[name] ?? '' })}`),
      form(good, `${name} as an array`, encode({ ...omit(fields, name), [`${name}[]`]: fields[name] ?? '' })),
      form(good, `${name} oversized`, encode({ ...fields, [name]: 'x'.repeat(60_000) })),
      ...ODD_TEXTS.map((text) => form(good, `${name} = ${text.slice(0, 12)}`, encode({ ...fields, [name]: text }))),
      ...ODD_ENCODINGS.map((text) =>
        form(good, `${name} raw ${text}`, `${encode(omit(fields, name))}&${name}=${text}`),
      ),
      ...ODD_VALUES.map((value) =>
        json(good, csrf, `${name}: ${JSON.stringify(value).slice(0, 20)}`, { ...good.fields, [name]: value }),
      ),
    ]),
    form(good, 'poisoned', `${encode(fields)}&__proto__=1&constructor=2`),
    form(good, 'too large', `${encode(fields)}&a=${'x'.repeat(70_000)}`),
    form(
      good,
      'with a hundred fields',
      `${encode(fields)}&${Array.from({ length: 100 }, (_, at) => `f${at}=`).join('&')}`,
    ),
    ...oddBodies(good, csrf),
  ];
}

/** Bodies and content types that are odd as a whole. */
function oddBodies(good: GoodForm, csrf: string): readonly OddRequest[] {
  const plain = JSON.stringify(good.fields);
  const texts: readonly [string, string | Buffer, string][] = [
    ['nothing', '', JSON_TYPE],
    ['null', 'null', JSON_TYPE],
    ['an array', '[]', JSON_TYPE],
    ['cut', plain.slice(0, -1), JSON_TYPE],
    ['twice the same member', plain.replace('{', '{"answer":"resend",'), JSON_TYPE],
    ['poisoned', plain.replace('{', '{"__proto__":{"answer":"x"},'), JSON_TYPE],
    ['deep', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, JSON_TYPE],
    ['with a byte order mark', `\ufeff${plain}`, JSON_TYPE],
    ['in UTF-16', Buffer.from(plain, 'utf16le'), JSON_TYPE],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), JSON_TYPE],
    ['of another charset', plain, `${JSON_TYPE}; charset=utf-16`],
    ['with a tab in its type', plain, `${JSON_TYPE}\tx`],
    ['as text', plain, 'text/plain'],
    ['as a form', plain, FORM],
    ['as multipart', plain, 'multipart/form-data; boundary=x'],
    ['without a type', plain, ''],
    ['of an odd type', plain, 'application/json, text/html'],
  ];
  return texts.map(([label, body, type]) => ({
    label,
    method: 'POST',
    path: good.path,
    headers: { 'content-type': type, 'x-csrf-token': csrf },
    body: Buffer.from(body),
  }));
}

/** Odd paths, queries, methods and headers for one path. */
export function oddVisits(path: string): readonly OddRequest[] {
  const queries = [
    '?attempt=a&attempt=b',
    '?attempt[]=a',
    '?attempt=%zz',
    '?attempt=%00',
    '?__proto__=1',
    '?lang=__proto__',
    `?attempt=${'x'.repeat(1_500)}`,
    '?&&&',
    '?methods=%ff',
    `?a=${'x'.repeat(9_000)}`,
  ];
  const paths = [
    `${path}/`,
    `${path}%00`,
    `${path}%`,
    `${path}/%2e%2e`,
    `/${path}`,
    path.toUpperCase(),
    `${path};a=b`,
    `${path}%ff`,
    `http://evil.example${path}`,
    `//evil.example${path}`,
  ];
  const headers: readonly Record<string, string>[] = [
    { accept: 'x'.repeat(4_000) },
    { accept: 'application/json;q=nan, text/html;q=-1' },
    { 'accept-language': `${'es;q=0.1,'.repeat(400)}xx` },
    { 'accept-encoding': 'br;q=2, gzip;q=x' },
    { cookie: 'vestibule_session=%zz; vestibule_browser=; ;=; vestibule_lang=__proto__; __proto__=x' },
    { cookie: `vestibule_session=${'s'.repeat(43)}; vestibule_session=${'t'.repeat(43)}` },
    { cookie: `vestibule_session=${'\u00ff'.repeat(20)}` },
    { 'x-forwarded-for': 'evil', 'x-forwarded-host': 'evil.example', forwarded: 'for=evil' },
    { host: 'evil.example' },
    { 'user-agent': 'x'.repeat(8_000) },
    { 'content-length': '5' },
    { 'if-none-match': '*', range: 'bytes=0-', upgrade: 'websocket' },
  ];
  const methods = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];
  return [
    ...queries.map((query) => bare(`query ${query.slice(0, 20)}`, 'GET', path + query)),
    ...paths.map((odd) => bare('odd path', 'GET', odd)),
    ...headers.map((odd) => ({ ...bare(`header ${Object.keys(odd)[0]}`, 'GET', path), headers: odd })),
    ...methods.map((method) => bare(`method ${method}`, method, path)),
  ];
}

function bare(label: string, method: string, path: string): OddRequest {
  return { label, method, path, headers: {}, body: null };
}

function form(good: GoodForm, label: string, body: string): OddRequest {
  return {
    label,
    method: 'POST',
    path: good.path,
    headers: { 'content-type': FORM },
    body: Buffer.from(body, 'latin1'),
  };
}

function json(good: GoodForm, csrf: string, label: string, body: Record<string, unknown>): OddRequest {
  const headers = { 'content-type': JSON_TYPE, 'x-csrf-token': csrf, accept: JSON_TYPE };
  return { label, method: 'POST', path: good.path, headers, body: Buffer.from(JSON.stringify(body)) };
}

function encode(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

function omit(fields: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([one]) => one !== name));
}
