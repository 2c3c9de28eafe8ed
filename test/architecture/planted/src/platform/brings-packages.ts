import '@simplewebauthn/server';
import 'better-sqlite3';
import 'kysely';
import 'oidc-provider';
