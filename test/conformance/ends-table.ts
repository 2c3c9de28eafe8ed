/** Whether something still works after an event. `runs-out`: an API may accept it until it expires, within 5 minutes. */
export type Fate = 'alive' | 'dead' | 'runs-out';

/** What opens something, and may be in a stranger's hands. */
export const CREDENTIALS = [
  'JWT access token',
  'session here',
  'access token here',
  'refresh token here',
  'session elsewhere',
  'access token elsewhere',
  'refresh token elsewhere',
  'pending attempt',
  'device cookie here',
  'device cookie elsewhere',
  'invitation',
  'password link',
] as const;

/** One of them. */
export type Credential = (typeof CREDENTIALS)[number];

/** Every credential of one account, each in another hand. */
export type Ends = Readonly<Record<Credential, Fate>>;

/** What lives on; all the rest is dead. A session stands for the tokens under it as well. */
type Survivor = Exclude<Credential, `${string} token ${string}` | 'JWT access token'>;

/** What ends what. A change here changes `docs/ends.md`. */
export const ENDS = {
  'nothing happens': lives(
    'session here',
    'session elsewhere',
    'device cookie here',
    'device cookie elsewhere',
    'pending attempt',
    'invitation',
    'password link',
  ),
  'sign out': lives(
    'session elsewhere',
    'device cookie here',
    'device cookie elsewhere',
    'pending attempt',
    'invitation',
    'password link',
  ),
  'sign out everywhere else': lives('session here', 'device cookie here', 'invitation'),
  'password changed': lives('session here', 'device cookie here', 'invitation'),
  'forgotten password replaced by mail': lives('device cookie here', 'invitation'),
  'app or passkey removed': lives('session here', 'device cookie here', 'device cookie elsewhere', 'invitation'),
  'app reported lost': lives('session here', 'device cookie here', 'device cookie elsewhere', 'invitation'),
  '“this was not me”': lives('invitation'),
  'support reset carried out': lives(),
  'address changed': lives('device cookie here', 'device cookie elsewhere'),
  'mandate switched on': lives(
    'device cookie here',
    'device cookie elsewhere',
    'pending attempt',
    'invitation',
    'password link',
  ),
  'organization disabled': lives('device cookie here', 'device cookie elsewhere', 'invitation'),
  'account disabled': lives('device cookie here', 'device cookie elsewhere'),
  'account deleted': lives(),
  'left one of two organizations': lives('invitation'),
  'left everything': lives(),
} as const satisfies Readonly<Record<string, Ends>>;

/** One of them. */
export type Ending = keyof typeof ENDS;

function lives(...survivors: readonly Survivor[]): Ends {
  const fate = (credential: Credential): Fate => {
    if (credential === 'JWT access token') return 'runs-out';
    const under = credential.replace(/^(access|refresh) token/, 'session');
    return survivors.some((one) => one === under) ? 'alive' : 'dead';
  };
  return Object.fromEntries(CREDENTIALS.map((credential) => [credential, fate(credential)])) as Ends;
}

/** The table as a page of the papers. */
export function endsDocument(): string {
  const rows = Object.entries(ENDS).map(([event, ends]) => {
    const cells = CREDENTIALS.map((credential) => WORDS[ends[credential]]);
    return `| ${event} | ${cells.join(' | ')} |`;
  });
  return `${HEAD}\n| | ${CREDENTIALS.join(' | ')} |\n|${'---|'.repeat(CREDENTIALS.length + 1)}\n${rows.join('\n')}\n`;
}

const WORDS: Readonly<Record<Fate, string>> = { alive: 'alive', dead: '**dead**', 'runs-out': '5 min' };

const HEAD = `# What ends what

What works on after an event, and what does not. Generated from \`test/conformance/ends-table.ts\`; \`test/conformance/ends.test.ts\`
holds every cell against the real server on both databases: one person has all of it at once, the event happens, each is tried.
What is dead is dead with the answer to the event: nothing is cached, and every use asks the database.

- **Here** is the browser where it happens, or that of the person themselves; **elsewhere** is another one. Access and refresh
  tokens are an application's, got under that session. They live and die with it. An access token is tried by introspection.
- A **JWT access token** is one that an API checks by itself, which only applications registered for it get. It is good for at most
  5 minutes and nothing takes it back; no new one comes once the session is dead.
- A **device cookie** proves nothing. Alive means that the account knows the browser: strangers' guesses do not keep it out.
- A **pending attempt** is past the password in a third browser. Alive means that the next proof is accepted. Attempts and password
  links end together: whoever began either may be the one that is being shut out.
- A **password link** was mailed for a forgotten password, to be used in the browser that asked. An **invitation** asks to join one
  more organization; it gives nobody anything who is not signed in as its owner.
- A mandate that is switched on ends nothing by itself: what it asks for is asked at the next use, and only what has it is let in.
`;
