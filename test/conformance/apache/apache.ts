import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As Debian's packages `apache2-bin` and `libapache2-mod-auth-openidc` install them. */
const PROGRAM = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';
const PATIENCE_MS = 10_000;

/** Why the tests of this folder cannot run here; null: they can. */
export function apacheMissing(): string | null {
  return existsSync(PROGRAM) && existsSync(join(MODULES, 'mod_auth_openidc.so'))
    ? null
    : 'Apache with mod_auth_openidc is not installed (apt-get install libapache2-mod-auth-openidc)';
}

/** What differs between Apaches. */
export interface ApacheSettings {
  readonly port: number;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly idTokenAlg: string;
  /** The application behind, which sees only requests that Apache let through. */
  readonly behind: string;
}

/** A running Apache. */
export interface Apache {
  /** What it said so far, for a failing test. */
  errors(): string;
  stop(): Promise<void>;
}

/** Starts Apache with a folder of settings of its own; throws with its log when it does not come up. */
export async function startApache(settings: ApacheSettings): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-apache-'));
  const file = join(folder, 'httpd.conf');
  writeFileSync(file, configuration(folder, settings));
  const child = spawn(PROGRAM, ['-f', file, '-DFOREGROUND'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  const log = join(folder, 'error.log');
  const errors = () => said + (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const stop = async () => {
    await stopped(child);
    rmSync(folder, { recursive: true, force: true });
  };
  if (await answers(`http://127.0.0.1:${settings.port}/goodbye`, child)) return { errors, stop };
  const reason = errors();
  await stop();
  throw new Error(`Apache did not start:\n${reason}`);
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** As `docs/integrate.md` shows it, but for what a machine of its own would have by itself. */
function configuration(folder: string, settings: ApacheSettings): string {
  const { port, issuer, clientId, clientSecret, idTokenAlg, behind } = settings;
  const url = `http://localhost:${port}`;
  const modules = [
    'mpm_event',
    'authn_core',
    'authz_core',
    'authz_user',
    'headers',
    'proxy',
    'proxy_http',
    'auth_openidc',
  ];
  return `
ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
LogLevel warn
ServerName localhost
Listen 127.0.0.1:${port}
User www-data
Group www-data
StartServers 1
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${clientSecret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCIDTokenSignedResponseAlg ${idTokenAlg}
OIDCPKCEMethod S256
OIDCScope "openid profile email organizations"
OIDCRedirectURI ${url}/private/redirect
OIDCCryptoPassphrase a-passphrase-of-this-test-alone
OIDCRemoteUserClaim sub
OIDCPassClaimsAs headers

<Location /private>
  AuthType openid-connect
  Require claim member_kind:provider
</Location>
<Location /private/strong>
  AuthType openid-connect
  Require claim acr:phr
</Location>

ProxyPass /private/redirect !
ProxyPass / ${behind}/
`;
}
