import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import { type Branding, colorOf } from './branding.ts';
import { combineMandates } from './combine.ts';
import type { Mandate, Membership } from './mandate.ts';
import { signFor } from './sign.ts';

const NOW = 1_800_000_000_000;
const MANDATE: Mandate = {
  grantedAt: NOW,
  coveredKinds: ['provider'],
  allowedMethods: ['totp'],
  dueAt: null,
  skips: 0,
  setUpProof: 'none',
  passkeyFirst: false,
  passAfterReset: true,
};

function membership(
  name: string,
  over: {
    readonly mandate?: Mandate;
    readonly branding?: Branding;
    readonly disabledAt?: number;
    readonly acceptedAt?: null;
  } = {},
): Membership {
  const { mandate = null, branding, disabledAt = null, acceptedAt = NOW } = over;
  const limits = { idleMs: 1, absoluteMs: 1, passwordPreset: 'nist', createdAt: NOW } as const;
  const organization = {
    id: name as OrganizationId,
    name,
    kind: 'clinic',
    support: null,
    disabledAt,
    mandate,
    ...limits,
  } as const;
  return {
    organization: branding === undefined ? organization : { ...organization, branding },
    kind: 'provider',
    acceptedAt,
    skipsUsed: 0,
  };
}

function nameFor(...memberships: Membership[]): string | null {
  return signFor(memberships, combineMandates(memberships, NOW))?.name ?? null;
}

describe('the sign on the wall', () => {
  it('is that of the only organization somebody belongs to, with the name it shows', () => {
    expect(nameFor(membership('Riverside'))).toBe('Riverside');
    expect(nameFor(membership('Riverside', { branding: { displayName: 'The Clinic', color: null, logo: null } }))).toBe(
      'The Clinic',
    );
    expect(nameFor()).toBeNull();
  });

  it('is that of the organization whose mandate holds, whatever else somebody belongs to', () => {
    expect(nameFor(membership('Oakdale'), membership('Riverside', { mandate: MANDATE }))).toBe('Riverside');
  });

  it('is the instance’s where several have an equal right to it', () => {
    expect(nameFor(membership('Oakdale'), membership('Riverside'))).toBeNull();
    const both = [membership('Oakdale', { mandate: MANDATE }), membership('Riverside', { mandate: MANDATE })];
    expect(nameFor(...both)).toBeNull();
  });

  it('is never that of an organization that is out of force, or not yet joined', () => {
    expect(nameFor(membership('Oakdale', { disabledAt: NOW }), membership('Riverside'))).toBe('Riverside');
    expect(nameFor(membership('Oakdale', { acceptedAt: null }), membership('Riverside'))).toBe('Riverside');
  });
});

describe('a color as people type it', () => {
  it.each([
    ['#0D5163', '#0d5163'],
    [' 0d5163 ', '#0d5163'],
    ['#0af', '#00aaff'],
    ['red', null],
    ['#12345', null],
    ['#12345g', null],
    ['', null],
    ['#0d5163;}body{', null],
  ])('%s becomes %s', (typed, color) => {
    expect(colorOf(typed)).toBe(color);
  });
});
