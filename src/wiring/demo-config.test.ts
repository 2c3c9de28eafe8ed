import { expect, test } from 'vitest';
import { readConfig } from '../platform/config.ts';
import { clinicPort, demoSettings } from './demo-config.ts';

const SERVICE = {
  VESTIBULE_URL: 'https://signin.example.org',
  VESTIBULE_DATA: '/var/lib/vestibule',
  VESTIBULE_DATABASE: 'postgres://vestibule@db.example.org/vestibule',
  VESTIBULE_PASSKEY_DOMAIN: 'example.org',
  VESTIBULE_SMTP: 'smtp://mail.example.org',
  HOST: '0.0.0.0',
};

test('the demo never opens the database of a service, nor mails or listens for it', () => {
  const config = readConfig(demoSettings(SERVICE, { database: 'postgres://db.example.org/other', host: '0.0.0.0' }));
  expect(config).toMatchObject({
    ok: true,
    value: {
      dataFolder: '/var/lib/vestibule/demo',
      database: { engine: 'sqlite', path: '/var/lib/vestibule/demo/vestibule.sqlite' },
      smtp: null,
      host: '127.0.0.1',
      passkeyDomain: 'localhost',
    },
  });
});

test('PORT and its flag move the demo’s address', () => {
  expect(demoSettings({ PORT: '4100' }, {}).VESTIBULE_URL).toBe('http://localhost:4100');
  expect(demoSettings({ PORT: '4100' }, { port: '4200' }).VESTIBULE_URL).toBe('http://localhost:4200');
});

test('the example application is on the port after the demo’s, or on CLINIC_PORT', () => {
  expect(clinicPort({}, 4000)).toBe(4001);
  expect(clinicPort({ CLINIC_PORT: '4321' }, 4000)).toBe(4321);
  for (const wrong of ['', '0', '70000', 'x', '4001.5']) expect(clinicPort({ CLINIC_PORT: wrong }, 4000)).toBeNull();
});
