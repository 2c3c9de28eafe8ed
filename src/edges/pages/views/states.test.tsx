import { describe, expect, it } from 'vitest';
import { en } from '../i18n/en/index.ts';
import { es } from '../i18n/es/index.ts';
import { renderApplicationError } from './application-error.tsx';
import type { Chrome } from './contract.ts';
import { problemWords } from './problem.tsx';
import { recoveryCodeFile } from './sign-in.tsx';
import { PAGE_STATES, savedCodePage } from './states.ts';

const CHROME: Chrome = {
  csrf: 'csrf-value',
  locale: 'en',
  languages: ['en', 'es'],
  instanceName: 'Vestibule',
  instanceSupport: 'support@vestibule.example',
  assets: { css: '/assets/app.css', js: '/assets/app.js', work: '/assets/work.js' },
  path: '/sign-in?attempt=A',
};

function html(name: string, chrome: Partial<Chrome> = {}): string {
  const state = PAGE_STATES.find((each) => each.name === name);
  if (state === undefined) throw new Error(`no state ${name}`);
  return state.render({ ...CHROME, ...chrome });
}

/** Plain text, for looking up names. */
function text(page: string): string {
  return page
    .replace(/<[^>]+>/g, '|')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"');
}

/** Names that sign-in.md section E promises, by state. `button`, `link` and `field` say what carries them. */
const NAMES: readonly (readonly [state: string, names: readonly string[]])[] = [
  ['email', ['field Email', 'button Continue']],
  ['password', ['field Password', 'button Continue', 'link Forgot password?', 'link Use another email']],
  ['set-up-app', ['heading authenticator app', 'image', 'link Can’t scan the code?', 'field One-time code']],
  ['set-up-app-key', ['button Copy', 'button Continue']],
  ['save-code', ['button Copy', 'button Download', 'button Print', 'box I saved this code', 'button Continue']],
  ['trust', ['heading Trust this device', 'button Continue', 'button Not now', 'button Not on this device']],
  ['passkey', ['button Use fingerprint, face or device PIN', 'link Try another method']],
  ['app', ['field One-time code', 'button Continue', 'link Try another method']],
  [
    'methods',
    ['Authenticator app', 'Fingerprint, face or device PIN', 'Email', 'Recovery code'].map((name) => `button ${name}`),
  ],
  ['mailed', ['field One-time code', 'button Continue', 'button Resend', 'link Try another method']],
  ['recovery', ['field Recovery code', 'button Continue', 'link Try another method']],
  ['app-kept', ['button Yes, I still have it', 'button No, replace it']],
  ['one-time-pass', ['field One-time pass', 'button Continue']],
  ['new-password', ['field New password', 'button Continue']],
  ['set-up-app-grace-day', ['button Set up later']],
  ['email-application', ['field Email', 'button Continue', 'link Back to Riverside Clinic portal']],
  ['password-application', ['link Use another email', 'link Back to Riverside Clinic portal']],
  ['refused-demand-unmet-application', ['link Back to Riverside Clinic portal', 'link Start again']],
  ['consent', ['heading Lab Portal', 'button Allow', 'button Deny']],
  ['device', ['field Code', 'button Continue']],
  ['device-confirm', ['button Allow', 'button Deny']],
  ['sign-out', ['button Sign out', 'button Stay signed in']],
  ['account', ['heading Amara Osei', 'button Profile', 'link Security', 'link Help', 'button Sign out']],
];

describe('names that people and tests rely on', () => {
  for (const [state, names] of NAMES) {
    it.each(names)(`${state} has %s`, (name) => {
      expect(namesOf(html(state))).toContainEqual(
        name.startsWith('heading') ? expect.stringContaining(name.slice(8)) : name,
      );
    });
  }
});

/** What carries a name in a page, as `kind name`. */
function namesOf(page: string): readonly string[] {
  const inside = (tag: string, kind: string) =>
    [...page.matchAll(new RegExp(`<${tag}(?: [^>]*)?>(.*?)</${tag}>`, 'gs'))].map(
      ([, content = '']) => `${kind} ${text(content).replaceAll('|', '').trim()}`,
    );
  const ticks = [...page.matchAll(/<input[^>]*type="checkbox"[^>]*\/?><span>(.*?)<\/span>/g)].map(
    ([, name]) => `box ${name}`,
  );
  return [
    ...inside('button', 'button'),
    ...inside('a', 'link'),
    ...inside('label', 'field'),
    ...inside('h1', 'heading'),
    ...ticks,
    ...(/<img [^>]*alt="[^"]+"/.test(page) ? ['image'] : []),
  ];
}

describe('every state of every page', () => {
  it.each(PAGE_STATES.map(({ name }) => name))('%s has one heading, help at the foot and nothing inline', (name) => {
    const page = html(name);
    expect(page.match(/<h1/g)).toHaveLength(1);
    expect(page).toMatch(/<footer.*href="\/help"/s);
    expect(page).not.toMatch(/ style=|<style|<script(?! src=)| on[a-z]+=|javascript:/);
    expect(page).not.toContain('undefined');
    expect(page).not.toContain('\u{e000}');
    expect(page).not.toMatch(/\{\{|\[object/);
  });

  it.each(PAGE_STATES.map(({ name }) => name))('%s protects each form and ties each error to its field', (name) => {
    const page = html(name);
    for (const [, form = ''] of page.matchAll(/<form [^>]*>(.*?)<\/form>/gs)) {
      // A form that the protocol's library takes carries the value that it checks.
      expect(form).toMatch(/name="csrf" value="csrf-value"|name="xsrf" value="xsrf-value"/);
    }
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const described = [...page.matchAll(/ aria-describedby="([^"]+)"/g)].flatMap(([, list = '']) => list.split(' '));
    for (const id of described) expect(ids).toContain(id);
    if (page.includes('aria-invalid')) expect(page).toMatch(/aria-invalid="true"/);
    if (page.includes('field-error')) expect(described).toContain('problem');
  });

  it.each(PAGE_STATES.map(({ name }) => name))('%s uses no word of the trade', (name) => {
    expect(text(html(name))).not.toMatch(/\b(invalid|authenticate|factor|token|oops)\b/i);
    expect(text(html(name, { locale: 'es' }))).not.toMatch(/\b(inválid[oa]|factor|token|autenticar)\b/i);
  });
});

describe('both languages', () => {
  it('have every sentence on some page', () => {
    const pages = PAGE_STATES.flatMap(({ render }) => [render(CHROME), render({ ...CHROME, locale: 'es' })]);
    const files = (['en', 'es'] as const).map((locale) => recoveryCodeFile(savedCodePage, { ...CHROME, locale }));
    const all = [...pages, ...files.map((file) => `${file?.name} ${file?.text}`)].map((page) =>
      text(page).replaceAll('|', ''),
    );
    const whole = [...all, ...pages].join('\n').replaceAll('&quot;', '"');
    const missing = [...sentencesOf('en', en), ...sentencesOf('es', es)].filter(
      ([, sentence]) => !piecesOf(sentence).every((piece) => whole.includes(piece)),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  it('fill the same places in each sentence', () => {
    const places = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].sort();
    const spanish = new Map(sentencesOf('', es));
    for (const [name, sentence] of sentencesOf('', en)) {
      expect([name, places(spanish.get(name) ?? '')]).toEqual([name, places(sentence)]);
    }
  });

  it('lead to each other on the same page', () => {
    expect(html('app')).toContain('href="/sign-in?attempt=A&amp;lang=es"');
    expect(html('app', { path: '/help' })).toContain('href="/help?lang=es"');
    expect(html('app', { locale: 'es' })).toContain('<html lang="es" dir="ltr">');
  });
});

type Tree = { readonly [name: string]: string | Tree };

function sentencesOf(prefix: string, tree: Tree): readonly (readonly [name: string, sentence: string])[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${prefix}.${name}`, value] as const] : sentencesOf(`${prefix}.${name}`, value),
  );
}

/** What stands between the places of a sentence. */
function piecesOf(sentence: string): readonly string[] {
  return sentence.split(/\{\{\w+\}\}/).filter((piece) => piece.trim().length > 2);
}

describe('what stands in a page', () => {
  it('escapes what people and organizations are called', () => {
    const page = html('app', { instanceName: '<script>alert(1)</script>' });
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script>alert(1)');
  });

  it('keeps addresses and codes in their own direction', () => {
    expect(html('app')).toContain('<bdi class="break">amara@riverside.example</bdi>');
    expect(html('save-code')).toMatch(/<bdi class="secret" dir="ltr">/);
    expect(html('mailed')).toContain('<bdi class="strong">a•••a@r•••.example</bdi>');
    expect(html('app', { direction: 'rtl' })).toContain('dir="rtl"');
  });

  it('shows the whole recovery code as one text', () => {
    expect(text(html('save-code')).replaceAll('|', '')).toContain('7K2M-XQ4P-ZR9V-QE7Y-W1A5-TN3H-C6GD');
  });

  it('sends a passkey form as a failed dialog unless the script says otherwise', () => {
    expect(html('passkey')).toMatch(/name="answer" value="passkey-failed".*name="reason" value="no-script"/s);
    expect(html('trust')).toMatch(/data-ceremony="create".*data-success="trust-accepted"/s);
  });

  it('offers copy, print and showing a password only with script', () => {
    for (const mark of ['data-copy', 'data-print'])
      expect(html('save-code')).toMatch(new RegExp(` hidden[^>]* ${mark}`));
    expect(html('password')).toMatch(/<button[^>]* hidden[^>]* data-reveal="password"/);
  });

  it('says how long to wait, in words', () => {
    expect(text(html('mailed'))).toContain('You can ask for another code in 24 seconds.');
    expect(text(html('mailed-limit'))).toContain('in 43 minutes');
    expect(text(html('refused-too-many-tries'))).toContain('Try again in 4 minutes.');
    expect(text(html('password-busy'))).toContain('Try again in 3 seconds.');
    expect(text(html('refused-too-many-tries', { locale: 'es' }))).toContain('dentro de 4 minutos');
  });

  it('shows the instance’s contact before a correct password and the organization’s after', () => {
    expect(html('password')).toContain('mailto:support@vestibule.example');
    expect(html('app')).toContain('mailto:help@riverside.example');
    expect(html('app')).not.toContain('mailto:support@vestibule.example');
  });

  it('gives the recovery code as a file with what it is for', () => {
    const file = recoveryCodeFile(savedCodePage, CHROME);
    expect(file?.name).toBe('recovery-code.txt');
    expect(file?.text).toContain('7K2M-XQ4P-ZR9V-QE7Y-W1A5-TN3H-C6GD');
    expect(file?.text).toContain('amara@riverside.example');
    expect(recoveryCodeFile({ ...savedCodePage, step: { kind: 'offer-trust' } }, CHROME)).toBeNull();
  });

  it('says problems in both languages for their JSON twin', () => {
    expect(problemWords({ reason: 'not-found', retryAfterS: null }, 'es').title).toBe('No hay nada en esta dirección');
    const hour = { reason: 'too-many-requests', retryAfterS: 3_600 } as const;
    expect(problemWords(hour, 'en').detail).toContain('in 1 hour');
    expect(problemWords({ ...hour, retryAfterS: 5 }, 'es').detail).toContain('dentro de 1 minuto');
  });
});

describe('what an application’s request brings to a page', () => {
  it('names the application on the first page, carries its request along and fills the address', () => {
    const page = html('email-application');
    expect(text(page).replaceAll('|', '')).toContain('to continue to Riverside Clinic portal');
    expect(page).toContain('<input type="hidden" name="application" value="U"/>');
    expect(page).toMatch(/<input[^>]*name="address"[^>]* value="amara@riverside.example"/);
    expect(html('email')).not.toContain('name="application"');
    expect(html('email')).not.toMatch(/<input[^>]*name="address"[^>]* value=/);
  });

  it('leads back to the application, and begins anew with its request', () => {
    for (const name of ['email', 'password', 'refused-attempt-over', 'refused-too-many-tries']) {
      expect(html(`${name}-application`)).toContain('href="/openid/interaction/U/cancel"');
      expect(html(name)).not.toContain('/openid/');
    }
    expect(html('refused-demand-unmet-application')).toContain('href="/openid/interaction/U/cancel?unmet"');
    expect(html('refused-demand-unmet')).not.toContain('/openid/');
    for (const name of ['password', 'refused-attempt-over', 'refused-too-many-tries', 'refused-demand-unmet']) {
      expect(html(`${name}-application`)).toContain('href="/openid/interaction/U"');
      expect(html(`${name}-application`)).not.toContain('href="/sign-in"');
    }
  });

  it('S22 shows the application’s contact before a correct password, and the organization’s after', () => {
    expect(html('email-application')).toContain('mailto:help@portal.example');
    expect(html('password-application')).toContain('mailto:help@portal.example');
    expect(html('password-application-long')).toContain('mailto:support@vestibule.example');
    expect(html('app-application')).toContain('mailto:help@riverside.example');
    expect(html('app-application')).not.toContain('help@portal.example');
  });

  it('says that the application asks for more, and whom to ask for it', () => {
    const said = text(html('refused-demand-unmet-application')).replaceAll('|', '');
    expect(said).toContain('Riverside Clinic portal asks for a stronger proof that it’s you than this account has.');
    expect(said).toContain('Ask help@riverside.example how to set one up');
  });
});

describe('the pages of an application’s request', () => {
  it('S15 say who asks, as whom, and for what in plain words', () => {
    const said = text(html('consent-full')).replaceAll('|', '');
    for (const part of ['Lab Portal', 'amara@riverside.example', 'Your name and language', 'Your email address'])
      expect(said).toContain(part);
    expect(said).toContain('Your organizations and your role in each');
    expect(said).toContain('To stay signed in when you’re away');
    expect(said).toContain('What it calls “imaging”');
    expect(said).toContain('To use api.lab.example as you: results.read and results.order');
    expect(said).toContain('To use urn:lab:archive as you: read');
  });

  it('ask for a nod, not for consent, where nothing is missing: no list, and no word of who runs it', () => {
    const said = text(html('consent-again'));
    expect(said).toContain('Allow it only if you opened it yourself just now.');
    expect(said).not.toContain('isn’t run by your organization');
    expect(html('consent-again')).not.toContain('<ul class="points">');
  });

  it('send the decision on a consent to its request', () => {
    const page = html('consent');
    expect(page).toContain('<form method="post" action="/openid/interaction/U/consent"');
    expect(page).toMatch(/name="decision" value="allow".*name="decision" value="deny"/s);
  });

  it('warn of a code that came by phone or mail, before it is typed and before it counts (RFC 8628 §5.4)', () => {
    for (const name of ['device', 'device-confirm', 'device-unknown'])
      expect(text(html(name))).toContain('Enter only a code from a device in front of you');
    expect(text(html('device'))).toContain('by phone, mail or message');
  });

  it('keep a refused device code in its field and tie the problem to it', () => {
    expect(html('device-unknown')).toMatch(/<input[^>]*name="user_code"[^>]* value="BDFH-KMPR"/);
    expect(html('device-expired')).toContain('href="#user_code"');
  });

  it('send the device’s code with the decision on it', () => {
    const page = html('device-confirm');
    expect(page).toContain('name="user_code" value="BDFH-KMPR"');
    expect(page).toMatch(/name="confirm" value="yes".*name="abort" value="yes"/s);
  });

  it('sign out only by the button that says so', () => {
    const page = html('sign-out');
    expect(page).toContain('<form method="post" action="/openid/logout/confirm"');
    expect(page.match(/name="logout"/g)).toHaveLength(1);
    expect(page).toMatch(/name="logout" value="yes"[^>]*>Sign out</);
  });

  it('show whoever runs an application what it did wrong, escaped', () => {
    expect(html('application-error')).toContain('invalid_redirect_uri');
    expect(html('application-error')).toContain('7f3a9c21e05d4b68');
    const page = renderApplicationError(
      { error: '<b>', description: '<script>alert(1)</script>', traceId: null },
      CHROME,
    );
    expect(page).not.toMatch(/<b>|<script>/);
    expect(page).toContain('&lt;script>alert(1)');
  });
});
