import '@simplewebauthn/server';
import 'better-sqlite3';
import 'jpeg-js';
import 'kysely';
import 'oidc-provider';
