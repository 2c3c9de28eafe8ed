import { describe, expect, it } from 'vitest';
import { AUDIT_NAMES, type AuditEvent, type AuditName } from '../decide/event.ts';
import { auditResource } from './fhir.ts';

const ISSUER = 'https://signin.example.org';
/** R4 value sets `audit-event-type` and `audit-event-sub-type`, the part of DICOM (PS3.16 CID 400 and 401), written out. */
const TYPES: Readonly<Record<string, string>> = {
  '110100': 'Application Activity',
  '110101': 'Audit Log Used',
  '110106': 'Export',
  '110107': 'Import',
  '110113': 'Security Alert',
  '110114': 'User Authentication',
};
const SUBTYPES: Readonly<Record<string, string>> = {
  '110122': 'Login',
  '110123': 'Logout',
  '110127': 'Emergency Override Started',
  '110129': 'Security Configuration',
  '110136': 'Security Roles Changed',
  '110137': 'User Security Attributes Changed',
};
const DCM = 'http://dicom.nema.org/resources/ontology/DCM';

const event: AuditEvent = {
  id: '_abc_DEF-1',
  at: 1_700_000_000_000,
  name: 'proof.ok',
  accountId: 'amara' as never,
  actor: 'amara',
  organizationId: 'riverside' as never,
  attemptId: null,
  details: { method: 'totp', rank: 2, nothing: null, empty: '' },
  sealed: 'a1.secret',
};

describe('an audit event in FHIR', () => {
  it('says who did what to whom, when and where, in the codes of DICOM and HL7', () => {
    expect(auditResource(event, ISSUER)).toEqual({
      resourceType: 'AuditEvent',
      id: '.abc.DEF-1',
      type: { system: DCM, code: '110114', display: 'User Authentication' },
      subtype: [
        { system: DCM, code: '110122', display: 'Login' },
        { system: 'https://signin.example.org/audit-events', code: 'proof.ok', display: 'proof.ok' },
      ],
      action: 'E',
      recorded: '2023-11-14T22:13:20.000Z',
      outcome: '0',
      agent: [{ who: { identifier: { system: ISSUER, value: 'amara' } }, requestor: true }],
      source: {
        site: ISSUER,
        observer: { display: 'Vestibule' },
        type: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
            code: '6',
            display: 'Security Server',
          },
        ],
      },
      entity: [
        {
          what: { identifier: { system: ISSUER, value: 'amara' } },
          type: { system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type', code: '1', display: 'Person' },
          role: {
            system: 'http://terminology.hl7.org/CodeSystem/object-role',
            code: '11',
            display: 'Security User Entity',
          },
          detail: [
            { type: 'method', valueString: 'totp' },
            { type: 'rank', valueString: '2' },
          ],
        },
        {
          what: { identifier: { system: ISSUER, value: 'riverside' } },
          type: {
            system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
            code: '3',
            display: 'Organization',
          },
          role: {
            system: 'http://terminology.hl7.org/CodeSystem/object-role',
            code: '12',
            display: 'Security User Group',
          },
        },
      ],
    });
  });

  it.each(AUDIT_NAMES)('has every required element and codes of the value sets: %s', (name) => {
    const resource = auditResource({ ...event, name, accountId: null, organizationId: null }, ISSUER);
    expect(resource.id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
    expect(TYPES[resource.type.code]).toBe(resource.type.display);
    const [dicom, own] = resource.subtype.length === 2 ? resource.subtype : [null, resource.subtype[0]];
    if (dicom != null) expect(SUBTYPES[dicom.code]).toBe(dicom.display);
    expect(own).toMatchObject({ code: name });
    expect('CRUDE').toContain(resource.action);
    expect(['0', '4']).toContain(resource.outcome);
    expect(resource.agent).toHaveLength(1);
    expect(resource.entity[0]?.what).toEqual({ display: ISSUER });
    expect(JSON.stringify(resource)).not.toMatch(/a1\.secret|null|""|\[\]/);
  });

  it.each([
    ['session.started', '110122', '0'],
    ['session.ended', '110123', '0'],
    ['password.bad', '110122', '4'],
    ['proof.throttled', '110122', '4'],
    ['member.kind-changed', '110136', '0'],
    ['reset.carried-out', '110137', '0'],
    ['mfa.granted', '110129', '0'],
  ] as const)('%s has the code %s and the outcome %s', (name: AuditName, code, outcome) => {
    const resource = auditResource({ ...event, name }, ISSUER);
    expect(resource.subtype[0]).toMatchObject({ system: DCM, code });
    expect(resource.outcome).toBe(outcome);
  });

  it('by the instance itself names no person, and by somebody unproved no account', () => {
    expect(auditResource({ ...event, actor: 'system' }, ISSUER).agent).toMatchObject([
      { name: 'Vestibule', requestor: false, type: { coding: [{ code: '110150' }] } },
    ]);
    expect(auditResource({ ...event, actor: 'claimant' }, ISSUER).agent).toEqual([
      { name: 'claimant', requestor: true },
    ]);
  });
});
