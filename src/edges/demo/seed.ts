import type { MemberKind } from '../../domain/accounts/decide/account.ts';
import type { Accounts } from '../../domain/accounts/run/accounts.ts';
import type { OrganizationKind } from '../../domain/organizations/decide/mandate.ts';
import type { Organizations } from '../../domain/organizations/run/organizations.ts';

/** One account to try. */
export interface DemoAccount {
  readonly address: string;
  readonly password: string;
  /** Organization and what it demands, in a few words. */
  readonly about: string;
}

/** What the demo is made with: the same use cases as everything else. */
export interface DemoServices {
  readonly organizations: Organizations;
  readonly accounts: Accounts;
}

interface DemoOrganization {
  readonly name: string;
  readonly kind: OrganizationKind;
  readonly support: string;
  readonly mandate: boolean;
  readonly members: readonly (DemoAccount & { readonly name: string; readonly kind: MemberKind })[];
}

/** The organizations and people of sign-in.md section E, and two more for the console. */
const DEMO: readonly DemoOrganization[] = [
  {
    name: 'Riverside Clinic',
    kind: 'clinic',
    support: 'it@riverside.example',
    mandate: true,
    members: [
      member('amara@riverside.example', 'Amara Nwosu', 'provider', 'riverside', 'Riverside Clinic, MFA required'),
      member('ben@riverside.example', 'Ben Castillo', 'provider', 'riverside', 'Riverside Clinic, MFA required'),
      member(
        'patient@riverside.example',
        'Pat Lindqvist',
        'patient',
        'riverside',
        'Riverside Clinic, a patient: not covered',
      ),
      member('admin@riverside.example', 'Noor Haddad', 'admin', 'riverside', 'Riverside Clinic, its admin: console'),
    ],
  },
  {
    name: 'Oakdale Practice',
    kind: 'clinic',
    support: 'desk@oakdale.example',
    mandate: false,
    members: [member('olu@oakdale.example', 'Olu Adeyemi', 'provider', 'oakdale', 'Oakdale Practice, no mandate')],
  },
  {
    name: 'Sam Ito',
    kind: 'solo',
    support: 'sam@solo.example',
    mandate: false,
    members: [member('sam@solo.example', 'Sam Ito', 'provider', 'solo', 'solo provider: cannot be granted')],
  },
  {
    name: 'Vestibule Support',
    kind: 'operator',
    support: 'support@vestibule.example',
    mandate: true,
    members: [
      member('support@vestibule.example', 'Robin Vale', 'staff', 'support', 'the operator, MFA required: console'),
      member('owner@vestibule.example', 'Ines Park', 'admin', 'support', 'the operator, its owner: console'),
    ],
  },
];

function member(address: string, name: string, kind: MemberKind, word: string, about: string) {
  return { address, name, kind, password: `correct-horse-${word}`, about };
}

/** Makes what is not there yet; a second start keeps all that happened. */
export async function seedDemo(services: DemoServices): Promise<readonly DemoAccount[]> {
  for (const one of DEMO) await seedOrganization(services, one);
  return DEMO.flatMap((one) => one.members);
}

async function seedOrganization({ organizations, accounts }: DemoServices, wanted: DemoOrganization): Promise<void> {
  const { name, kind, support } = wanted;
  const found = await organizations.find(name);
  const made =
    found === null ? await organizations.create({ name, kind, support }) : { ok: true as const, value: found };
  if (!made.ok) throw new Error(`demo: ${name} was refused: ${made.error.reason}`);
  const { id } = made.value;
  if (found === null && wanted.mandate) {
    const granted = await organizations.mandates.grant(id, {});
    if (!granted.ok) throw new Error(`demo: the mandate of ${name} was refused: ${granted.error.reason}`);
  }
  for (const person of wanted.members) {
    if ((await accounts.find(person.address)) !== null) continue;
    const { address, password } = person;
    const newcomer = {
      address,
      password,
      name: person.name,
      kind: person.kind,
      organizationId: id,
      addressConfirmed: true,
    };
    const created = await accounts.create(newcomer);
    if (!created.ok) throw new Error(`demo: ${address} was refused: ${created.error.reason}`);
  }
}
