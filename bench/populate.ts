import { parseArgs } from 'node:util';
import { readConfig } from '../src/platform/config.ts';
import { populate } from './population/populate.ts';

// `npm run bench:populate -- --database URL --data FOLDER [--accounts N] [--audit N] [--seed TEXT] [--until TIME]`; see README.md.

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    data: { type: 'string' },
    accounts: { type: 'string', default: '100000' },
    audit: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: 'vestibule' },
    until: { type: 'string', default: new Date().toISOString() },
  },
});
const config = readConfig({
  VESTIBULE_URL: 'http://localhost:4999',
  ...process.env,
  ...(values.database === undefined ? {} : { VESTIBULE_DATABASE: values.database }),
  ...(values.data === undefined ? {} : { VESTIBULE_DATA: values.data }),
});
if (!config.ok) throw new Error(config.error.join('\n'));
const began = performance.now();
const size = {
  accounts: Number(values.accounts),
  audit: Number(values.audit),
  seed: values.seed,
  until: Date.parse(values.until),
};
await populate(config.value, size, (text) => console.log(`${seconds()} s: ${text}`));
console.log(`Done in ${seconds()} s.`);

function seconds(): number {
  return Math.round((performance.now() - began) / 1_000);
}
