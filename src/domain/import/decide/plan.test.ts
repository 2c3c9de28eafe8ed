import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import type { Membership, Organization } from '../../organizations/decide/mandate.ts';
import { type Place, planRow, type RowFacts } from './plan.ts';

const NOW = 1_800_000_000_000;

function organization(name: string, over: Partial<Organization> = {}): Organization {
  return {
    id: name as OrganizationId,
    name,
    kind: 'clinic',
    support: null,
    idleMs: 1,
    absoluteMs: 1,
    passwordPreset: 'nist',
    createdAt: 1,
    disabledAt: null,
    mandate: null,
    ...over,
  };
}

function mandated(name: string, method: 'totp' | 'passkey'): Organization {
  return organization(name, {
    mandate: {
      grantedAt: 1,
      coveredKinds: ['provider'],
      allowedMethods: [method],
      dueAt: null,
      skips: 0,
      setUpProof: 'none',
      passkeyFirst: false,
      passAfterReset: true,
    },
  });
}

const clinic = organization('clinic');
const other = organization('other');
const solo = organization('solo', { kind: 'solo' });
const place = (at: Organization, kind: Place['kind'] = 'provider'): Place => ({ organization: at, kind });
const member = (at: Organization, kind: Place['kind'] = 'provider', acceptedAt: number | null = 1): Membership => ({
  organization: at,
  kind,
  acceptedAt,
  skipsUsed: 0,
});
const nobody: RowFacts = { standing: null, seatsTaken: new Set(), now: NOW };
const somebody = (...standing: Membership[]): RowFacts => ({ ...nobody, standing });
const no = (problem: string) => ({ do: 'refuse', problem });

describe('what is done with a row', () => {
  it.each<[string, readonly Place[], RowFacts, unknown]>([
    ['an address that nobody has gets an account', [place(clinic)], nobody, { do: 'create' }],
    ['in several organizations at once', [place(clinic), place(other)], nobody, { do: 'create' }],
    ['somebody who belongs there is kept', [place(clinic)], somebody(member(clinic)), { do: 'keep' }],
    ['and so is somebody who was asked', [place(clinic)], somebody(member(clinic, 'provider', null)), { do: 'keep' }],
    [
      'somebody from elsewhere is asked',
      [place(clinic)],
      somebody(member(other)),
      { do: 'ask', places: [place(clinic)] },
    ],
    [
      'only about what is new',
      [place(clinic), place(other)],
      somebody(member(other)),
      { do: 'ask', places: [place(clinic)] },
    ],
    ['nobody is made another kind', [place(clinic, 'admin')], somebody(member(clinic)), no('kind-differs')],
    ['an organization counts once', [place(clinic), place(clinic, 'staff')], nobody, no('organization-twice')],
    [
      'a disabled one takes nobody',
      [place(organization('gone', { disabledAt: 1 }))],
      nobody,
      no('organization-disabled'),
    ],
    ['a free seat is taken', [place(solo)], nobody, { do: 'create' }],
    [
      'one that is not free is not',
      [place(solo, 'staff')],
      { ...nobody, seatsTaken: new Set([solo.id]) },
      no('solo-organization-full'),
    ],
    ['a patient takes none', [place(solo, 'patient')], { ...nobody, seatsTaken: new Set([solo.id]) }, { do: 'create' }],
    [
      'whoever has the seat keeps it',
      [place(solo)],
      { ...somebody(member(solo)), seatsTaken: new Set([solo.id]) },
      { do: 'keep' },
    ],
    [
      'nobody ends without a method',
      [place(mandated('app', 'totp')), place(mandated('keys', 'passkey'))],
      nobody,
      no('empty-intersection'),
    ],
    [
      'nor by being asked',
      [place(mandated('keys', 'passkey'))],
      somebody(member(mandated('app', 'totp'))),
      no('empty-intersection'),
    ],
    [
      'a kind that no mandate covers may',
      [place(mandated('keys', 'passkey'), 'patient')],
      somebody(member(mandated('app', 'totp'))),
      { do: 'ask', places: [expect.objectContaining({ kind: 'patient' })] },
    ],
  ])('%s', (_title, places, facts, plan) => {
    expect(planRow(places, facts)).toEqual(plan);
  });
});
