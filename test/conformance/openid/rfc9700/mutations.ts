/** Numbers that look random and are the same for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Mutate = (uri: string, any: (below: number) => number) => string;

const EVIL = ['evil.example', 'evil.example:8443', '198.51.100.7', '[2001:db8::7]', 'xn--pp-eka.example'];
const CONTROLS = ['%00', '%0a', '%0d%0a', '%09', '%20', '%7f', ' ', '\t', '\n'];
const UNICODE = ['ａpp.example', 'аpp.example', 'app。example', 'app․example', 'ⓐpp.example', 'app.exampl\u0435'];

function hostOf(uri: string): string {
  return new URL(uri).host;
}

function withHost(uri: string, host: string): string {
  return uri.replace(hostOf(uri), host);
}

function flipCase(text: string, at: number): string {
  const letter = text.charAt(at);
  const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return `${text.slice(0, at)}${flipped}${text.slice(at + 1)}`;
}

function encoded(text: string, at: number): string {
  const code = text.charCodeAt(at).toString(16);
  return `${text.slice(0, at)}%${code.padStart(2, '0')}${text.slice(at + 1)}`;
}

/** What goes wrong with comparing addresses, by kind. */
const MUTATIONS: Readonly<Record<string, Mutate>> = {
  case: (uri, any) => flipCase(uri, any(uri.length)),
  port: (uri, any) => withHost(uri, `${hostOf(uri)}:${[443, 80, 8443, 0, 65536, ''][any(6)]}`),
  'path longer': (uri, any) =>
    uri.replace('/callback', `/callback${['/', '/..', '/x', ';x', '%2f', '.php', '//'][any(7)]}`),
  'path shorter': (uri, any) => uri.slice(0, uri.indexOf('/callback') + 1 + any(8)),
  'path around': (uri, any) =>
    uri.replace(
      '/callback',
      ['/x/../callback', '/./callback', '//callback', '/%2e/callback', '\\callback'][any(5)] ?? '',
    ),
  query: (uri, any) =>
    `${uri}${uri.includes('?') ? '&' : '?'}${['a=1', 'redirect_uri=https://evil.example', 'code=x', '', '=', 'tenant=2'][any(6)]}`,
  fragment: (uri, any) => `${uri}${['#', '#x', '#@evil.example', '#?code=x'][any(4)]}`,
  userinfo: (uri, any) => withHost(uri, `${['user', 'user:pw', '', ':', 'app.example:443'][any(5)]}@${hostOf(uri)}`),
  'host as userinfo': (uri, any) => withHost(uri, `${hostOf(uri)}${['@', ':x@', '%40', '\\@'][any(4)]}${EVIL[any(5)]}`),
  'host longer': (uri, any) =>
    withHost(uri, `${hostOf(uri)}${['.', '.evil.example', '-evil.example', '%2eevil.example'][any(4)]}`),
  'host before': (uri, any) => withHost(uri, `${['evil.', 'evil', 'www.', 'x-'][any(4)]}${hostOf(uri)}`),
  'host other': (uri, any) => withHost(uri, EVIL[any(EVIL.length)] ?? ''),
  'look-alike': (uri, any) => withHost(uri, UNICODE[any(UNICODE.length)] ?? ''),
  encoding: (uri, any) => encoded(uri, 'https://'.length + any(uri.length - 'https://'.length)),
  'encoded twice': (uri) => encodeURIComponent(uri),
  controls: (uri, any) => {
    const at = any(uri.length + 1);
    return `${uri.slice(0, at)}${CONTROLS[any(CONTROLS.length)]}${uri.slice(at)}`;
  },
  scheme: (uri, any) =>
    uri.replace('https:', ['http:', 'HTTPS:', 'ftp:', 'javascript:', 'data:', '', 'https'][any(7)] ?? ''),
  slashes: (uri, any) => uri.replace('https://', ['https:/', 'https:///', 'https:\\\\', '//', '/\\'][any(5)] ?? ''),
  prefix: (uri, any) => `${['https://evil.example/', ' ', 'x', 'https://evil.example?'][any(4)]}${uri}`,
  suffix: (uri, any) => `${uri}${['.evil.example', '@evil.example', ' ', ',https://evil.example', '*'][any(5)]}`,
};

/** So many different addresses near the given ones, none of which is one of them. Each names its kind. */
export function mutationsOf(
  registered: readonly string[],
  count: number,
  seed: number,
): readonly { readonly kind: string; readonly uri: string }[] {
  const any = randomFrom(seed);
  const kinds = Object.keys(MUTATIONS);
  const found = new Map<string, string>();
  for (let turn = 0; found.size < count; turn++) {
    const kind = kinds[turn % kinds.length] ?? '';
    const uri = MUTATIONS[kind]?.(registered[any(registered.length)] ?? '', any) ?? '';
    if (!registered.includes(uri) && !found.has(uri)) found.set(uri, kind);
    if (turn > count * 50) throw new Error(`only ${found.size} mutations`);
  }
  return [...found].map(([uri, kind]) => ({ kind, uri }));
}
