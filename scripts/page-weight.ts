import { type AssetSource, packAssets } from '../src/platform/http/assets.ts';
import { compress } from '../src/platform/http/compress.ts';
import { bundleAssets } from './assets.ts';
import { loadPageStates } from './page-states.ts';

/** The first flight of a TCP connection carries about this much (10 segments, RFC 6928). */
const MOST_BYTES = 14 * 1024;
const MOST_REQUESTS = 3;

/** What one request carries, compressed as the server does. */
interface Weight {
  readonly name: string;
  readonly plain: number;
  readonly br: number;
  readonly gzip: number;
}

const sources = await bundleAssets();
const [css, js, work] = sources;
const weights = [await weighPage(), weighAsset(css), weighAsset(js)];
const sum = (of: 'plain' | 'br' | 'gzip') => weights.reduce((total, weight) => total + weight[of], 0);
for (const weight of [...weights, { name: 'in all', plain: sum('plain'), br: sum('br'), gzip: sum('gzip') }]) {
  console.log(
    `${weight.name.padEnd(14)} ${column(weight.plain)} plain ${column(weight.br)} brotli ${column(weight.gzip)} gzip`,
  );
}
const { name, br } = weighAsset(work);
console.log(`${name.padEnd(14)} ${column(br)} brotli, only where work is asked for`);
const requests = await countRequests();
console.log(`${requests} requests of at most ${MOST_REQUESTS}; at most ${MOST_BYTES} bytes`);
if (requests > MOST_REQUESTS || sum('br') > MOST_BYTES || sum('gzip') > MOST_BYTES) process.exitCode = 1;

async function weighPage(): Promise<Weight> {
  const bytes = Buffer.from(await signInPage());
  return {
    name: 'sign-in page',
    plain: bytes.length,
    br: compress(bytes, 'br', 'page').length,
    gzip: compress(bytes, 'gzip', 'page').length,
  };
}

function weighAsset({ name, extension, bytes }: AssetSource): Weight {
  return {
    name: `${name}.${extension}`,
    plain: bytes.length,
    br: compress(bytes, 'br', 'asset').length,
    gzip: compress(bytes, 'gzip', 'asset').length,
  };
}

/** The page itself and all that it names; a `data:` address costs no request. */
async function countRequests(): Promise<number> {
  const named = [...(await signInPage()).matchAll(/<(?:link|script|img)[^>]* (?:href|src)="(?!data:)/g)];
  const fromStyles = sources[0].bytes.toString().match(/url\(["']?(?!["']?data:)/g) ?? [];
  return 1 + named.length + fromStyles.length;
}

async function signInPage(): Promise<string> {
  const page = (await loadPageStates()).find(({ name }) => name === 'email');
  if (page === undefined) throw new Error('there is no state "email"');
  const assets = packAssets(sources);
  return page.render({
    csrf: 'x'.repeat(86),
    locale: 'en',
    languages: ['en', 'es'],
    instanceName: 'Vestibule',
    instanceSupport: 'support@vestibule.example',
    assets: { css: assets.href('app.css'), js: assets.href('app.js'), work: assets.href('work.js') },
    path: '/sign-in',
  });
}

function column(bytes: number): string {
  return String(bytes).padStart(6);
}
