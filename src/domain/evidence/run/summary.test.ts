import { expect, it } from 'vitest';
import type { Organization } from '../../organizations/decide/mandate.ts';
import { coverageFrom } from '../decide/coverage.ts';
import type { ResetEvidence } from './ports.ts';
import { summary } from './summary.ts';

const AT = Date.parse('2026-11-24T12:00:00Z');
const about = {
  issuer: 'https://signin.example.org',
  organizationId: 'riverside',
  organization: 'Riverside | <b>Clinic</b>',
  since: '2026-01-01T00:00:00.000Z',
  madeAt: '2026-11-24T12:00:00.000Z',
};
const mandate: NonNullable<Organization['mandate']> = {
  grantedAt: Date.parse('2026-02-01T00:00:00Z'),
  coveredKinds: ['provider', 'staff'],
  allowedMethods: ['totp', 'passkey'],
  dueAt: AT + 1,
  skips: 0,
  setUpProof: 'none',
  passkeyFirst: false,
  passAfterReset: true,
};
const counts = [
  { kind: 'provider', people: 2, methods: ['totp'] },
  { kind: 'provider', people: 1, methods: [] },
  { kind: 'patient', people: 9, methods: [] },
] as const;
const coverage = coverageFrom(mandate, counts);
const reset: ResetEvidence = {
  id: 'case',
  account: { id: 'amara', name: 'Amara | Nwosu' },
  openedAt: AT,
  openedBy: { id: 'robin', name: 'Robin Vale' },
  needsApproval: true,
  approvedAt: AT,
  approvedBy: { id: 'gone', name: null },
  carriedOutAt: AT,
  carriedOutBy: { id: 'robin', name: 'Robin Vale' },
  cancelledAt: null,
  vetoedAt: null,
  finishedAt: null,
};

const organization = (held: Organization['mandate']) => ({ mandate: held }) as Organization;

it('says since when the mandate holds, whom it reaches, whom not, and until when set-up may wait', () => {
  const text = summary(about, organization(mandate), coverage, [], [], null);
  expect(text).toContain(
    'It holds since 2026-02-01T00:00:00.000Z. It covers provider, staff and accepts totp, passkey.',
  );
  expect(text).toContain('Set-up may be put off until 2026-11-24T12:00:00.001Z.');
  expect(text).toContain('| provider | yes | 3 | 2 | totp 2 |\n| patient | no | 9 | 0 |  |');
  expect(text).toContain('2 of 3 covered people are set up (66 %). 1 are not');
  expect(text).toContain('## Resets\n\nNone.');
});

it('says that grace is over once its day has come, and that no mandate holds where there is none', () => {
  const over = summary(about, organization({ ...mandate, dueAt: AT }), coverage, [], [], null);
  expect(over).toContain('Set-up may not be put off.');
  expect(summary(about, organization(null), coverageFrom(null, counts), [], [], null)).toContain('No mandate holds.');
});

it('names who opened, approved and carried out a reset; no name becomes markup or ends a cell', () => {
  const text = summary(about, organization(mandate), coverage, [reset], [], null);
  expect(text).toContain('| Amara \\| Nwosu | Robin Vale | gone | Robin Vale | carried out |');
  expect(text).toContain('# Multi-factor authentication at Riverside \\| \\<b\\>Clinic');
});

it('lists each use of a break-glass account with its review, or that it waits for one', () => {
  const account = { id: 'glass', name: 'Safe | office' };
  const uses = [
    { account, usedAt: AT, reviewedAt: AT, reviewedBy: { id: 'robin', name: null } },
    { account, usedAt: AT, reviewedAt: null, reviewedBy: null },
  ];
  const text = summary(about, organization(mandate), coverage, [], uses, null);
  const at = new Date(AT).toISOString();
  expect(text).toContain(`| ${at} | Safe \\| office | ${at} | robin |`);
  expect(text).toContain(`| ${at} | Safe \\| office | not yet | – |`);
  expect(summary(about, organization(mandate), coverage, [], [], null)).toContain(
    'No break-glass account of this installation was used.',
  );
});
