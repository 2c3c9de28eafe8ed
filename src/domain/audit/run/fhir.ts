import type { AuditEvent, AuditName } from '../decide/event.ts';
import { type AuditKind, kindOf } from '../decide/fhir-codes.ts';

/** A code with its system and what people read. */
interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const SOURCE_TYPE = 'http://terminology.hl7.org/CodeSystem/security-source-type';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const ENTITY_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

/** An event as an `AuditEvent` resource of FHIR R4 (4.0.1). `issuer` names the instance. What is sealed stays out. */
export function auditResource(event: AuditEvent, issuer: string) {
  const kind = kindOf(event.name);
  return {
    resourceType: 'AuditEvent' as const,
    // An id of FHIR may hold no underscore (R4, §2.24.0.1 `id`).
    id: event.id.replaceAll('_', '.'),
    type: dcm(kind.type),
    subtype: [...(kind.subtype === null ? [] : [dcm(kind.subtype)]), ownName(event.name, issuer)],
    action: kind.action,
    recorded: new Date(event.at).toISOString(),
    outcome: kind.failed ? '4' : '0',
    agent: [agentOf(event, issuer)],
    source: {
      site: issuer,
      observer: { display: 'Vestibule' },
      type: [coding(SOURCE_TYPE, '6', 'Security Server')],
    },
    ...entities(event, issuer),
  };
}

/** The requestor. Whoever has not proved who they are has no identifier. */
function agentOf({ actor }: AuditEvent, issuer: string) {
  if (actor === 'system') {
    return { type: concept(coding(DCM, '110150', 'Application')), name: 'Vestibule', requestor: false };
  }
  const known = actor !== 'claimant';
  return { ...(known ? { who: { identifier: { system: issuer, value: actor } } } : { name: actor }), requestor: true };
}

function entities(event: AuditEvent, issuer: string) {
  // An empty string is none in FHIR.
  const told = Object.entries(event.details).filter(([, value]) => value !== null && value !== '');
  const detail = told.map(([type, value]) => ({ type, valueString: String(value) }));
  const account = event.accountId === null ? [] : [entity(event.accountId, issuer, PERSON, SECURITY_USER)];
  const organization = event.organizationId === null ? [] : [entity(event.organizationId, issuer, GROUP, USER_GROUP)];
  const [first, ...rest] = [...account, ...organization];
  // FHIR keeps details with an entity; what is about nobody is about the instance.
  const about = first ?? { what: { display: issuer }, type: SYSTEM, role: SECURITY_RESOURCE };
  return { entity: [detail.length === 0 ? about : { ...about, detail }, ...rest] };
}

function entity(value: string, system: string, type: Coding, role: Coding) {
  return { what: { identifier: { system, value } }, type, role };
}

function ownName(name: AuditName, issuer: string): Coding {
  return coding(`${issuer}/audit-events`, name, name);
}

function dcm({ code, display }: AuditKind['type']): Coding {
  return coding(DCM, code, display);
}

function concept(one: Coding) {
  return { coding: [one] };
}

function coding(system: string, code: string, display: string): Coding {
  return { system, code, display };
}

const PERSON = coding(ENTITY_TYPE, '1', 'Person');
const SYSTEM = coding(ENTITY_TYPE, '2', 'System Object');
const GROUP = coding(ENTITY_TYPE, '3', 'Organization');
const SECURITY_USER = coding(ENTITY_ROLE, '11', 'Security User Entity');
const USER_GROUP = coding(ENTITY_ROLE, '12', 'Security User Group');
const SECURITY_RESOURCE = coding(ENTITY_ROLE, '13', 'Security Resource');
