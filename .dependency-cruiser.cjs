// The rules of docs/architecture.md. Test files stand outside: they may bring real parts of any wing.
const HTTP_SQL_HTML =
  'node_modules/(@fastify|fastify|preact|preact-render-to-string|kysely|better-sqlite3|pg|nodemailer|i18next|commander)/';
const CORE_NETWORK = '^(node:)?(http|https|http2|net|tls|dgram|sqlite)$';
const COMPOSITION = '^src/(wiring/|main\\.ts$)';

function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

/** A package that only one folder may import. */
function home(name, packages, folder) {
  return rule(
    `packages-at-home-${name}`,
    `${name} stays in ${folder}`,
    { path: '^src/', pathNot: `^${folder}` },
    { path: `(^|/)(${packages})(/|$)` },
  );
}

module.exports = {
  forbidden: [
    rule(
      'decide-is-pure',
      'decide/ imports platform/kernel and other decide/ only',
      { path: '^src/domain/.*/decide/' },
      { pathNot: '^src/platform/kernel/|^src/domain/.*/decide/' },
    ),
    rule(
      'domain-knows-no-edge',
      'the domain knows no HTTP, SQL or HTML',
      { path: '^src/domain/' },
      { path: `^src/(edges|storage|platform/http|platform/ui)/|${COMPOSITION}|${HTTP_SQL_HTML}|${CORE_NETWORK}` },
    ),
    rule(
      'platform-knows-no-domain',
      'platform/ knows no domain word',
      { path: '^src/platform/' },
      { path: `^src/(domain|edges|storage)/|${COMPOSITION}` },
    ),
    rule(
      'kernel-imports-nothing',
      'platform/kernel is the floor',
      { path: '^src/platform/kernel/' },
      { pathNot: '^src/platform/kernel/' },
    ),
    rule(
      'methods-are-islands',
      'a method knows no other method',
      { path: '^src/domain/methods/([^/]+)/' },
      { path: '^src/domain/methods/[^/]+/', pathNot: '^src/domain/methods/($1|decide)/' },
    ),
    rule(
      'methods-have-a-front',
      'from outside: method.ts, registry.ts, decide/traits.ts and */view.ts',
      { path: '^src/', pathNot: '^src/domain/methods/' },
      { path: '^src/domain/methods/[^/]+/', pathNot: '^src/domain/methods/(decide/traits|[^/]+/view)\\.ts$' },
    ),
    rule(
      'one-door',
      'sessions are issued by sign-in/run/complete.ts alone',
      { path: '^src/', pathNot: '^src/domain/sign-in/run/complete\\.ts$' },
      { path: '^src/domain/sessions/run/issue\\.ts$' },
    ),
    rule(
      'edges-are-strangers',
      'what one edge needs of another is a port of the domain',
      { path: '^src/edges/([^/]+)/' },
      { path: '^src/edges/[^/]+/', pathNot: '^src/edges/$1/' },
    ),
    rule(
      'storage-is-wired-in-main',
      'storage is seen by main.ts and wiring/ only',
      { path: '^src/', pathNot: `^src/storage/|${COMPOSITION}` },
      { path: '^src/storage/' },
    ),
    home('kysely', 'kysely', 'src/storage/'),
    home('drivers', 'better-sqlite3|pg|@types/better-sqlite3|@types/pg', 'src/storage/dialect/'),
    home('oidc-provider', 'oidc-provider', 'src/edges/openid/'),
    home('webauthn-server', '@simplewebauthn/server', 'src/domain/methods/passkey/'),
    home('picture-decoders', 'pngjs|jpeg-js', 'src/platform/pictures/'),
    rule('no-cycles', 'nothing imports itself in a circle, types included', {}, { circular: true }),
    rule('no-unknown-modules', 'every import leads somewhere', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.tsx?$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
