import type { FiledPrescription, Prescription } from '../api/prescriptions.ts';
import { type Html, html } from './html.ts';
import type { Person } from './sessions.ts';
import { agoInWords, meansInWords, strengthInWords, timeInWords } from './words.ts';

/** What a page of somebody who is signed in needs besides its own. */
export interface Signed {
  readonly person: Person;
  readonly csrf: string;
}

/** `/` before signing in. */
export function homePage(): string {
  return document(
    'Clinic',
    null,
    html`<h1>Clinic</h1>
<p>This is an example application. It knows no passwords: Vestibule tells it who you are, and how you proved it.</p>
<form action="/sign-in"><button>Sign in</button></form>`,
  );
}

/** `/` after it. `now` is in milliseconds since 1970. */
export function whoPage({ person, csrf }: Signed, now: number): string {
  const { name, email, acr, amr, provedAt } = person;
  const organizations = person.organizations.map((one) => html`<li>${one.name}<small>${one.role}</small></li>`);
  return document(
    'Who am I?',
    person,
    html`<h1>Who am I, and how was it proved?</h1>
<dl>
<dt>Name</dt><dd>${name ?? 'Not told'}</dd>
<dt>Email</dt><dd>${email ?? 'Not told'}</dd>
<dt>Organizations</dt><dd>${organizations.length === 0 ? 'None' : html`<ul>${organizations}</ul>`}</dd>
<dt>Strength of the proof</dt><dd>${acr === null ? 'Not told' : strengthInWords(acr)}<small><code>acr</code> is <code>${acr ?? 'absent'}</code></small></dd>
<dt>Proved with</dt><dd>${meansInWords(amr)}<small><code>amr</code> is <code>${amr.join(' ') || 'absent'}</code></small></dd>
<dt>When</dt><dd>${provedAt === null ? 'Not told' : whenProved(provedAt, now)}</dd>
</dl>
<a class="button" href="/prescribe">Prescribe</a>
${signOutForm(csrf)}`,
  );
}

function whenProved(provedAt: number, now: number): Html {
  const exact = timeInWords(provedAt * 1000);
  return html`${agoInWords(now / 1000 - provedAt)}<small>${exact}</small>`;
}

/** `/prescribe`. `problem` says why what was typed was not taken; null: nothing was sent yet. */
export function prescribePage({ person, csrf }: Signed, typed: Prescription, problem: string | null): string {
  return document(
    'Prescribe',
    person,
    html`<h1>Prescribe</h1>
<p>A prescription needs a strong proof of who you are that is at most five minutes old. Vestibule asks you for it when it is needed.</p>
${problem === null ? null : html`<p class="problem" role="alert">${problem}</p>`}
<form method="post" action="/prescribe">
<input type="hidden" name="csrf" value="${csrf}">
${field('patient', 'Patient', typed.patient)}
${field('medicine', 'Medicine', typed.medicine)}
${field('dose', 'Dose', typed.dose)}
<button>Prescribe</button>
</form>`,
  );
}

function field(name: string, label: string, value: string): Html {
  return html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${value}" maxlength="100" required autocomplete="off">`;
}

/** `/prescriptions`. `fresh`: the newest was filed a moment ago. */
export function prescriptionsPage(signed: Signed, prescriptions: readonly FiledPrescription[], fresh: boolean): string {
  const rows = prescriptions.map(
    ({ patient, medicine, dose, acr, filedAt }) =>
      html`<li>${medicine}, ${dose}<small>for ${patient}, signed with <code>${acr}</code> at ${timeInWords(filedAt)}</small></li>`,
  );
  const heading = fresh ? 'Prescribed' : 'Prescriptions';
  return document(
    heading,
    signed.person,
    html`<h1>${heading}</h1>
${fresh ? html`<p class="note" role="status">\u2713 The prescription is on file.</p>` : null}
${rows.length === 0 ? html`<p>You have prescribed nothing yet.</p>` : html`<ul>${rows}</ul>`}
<a class="button" href="/prescribe">Prescribe</a>`,
  );
}

/** `/signed-out`. */
export function signedOutPage(): string {
  return document(
    'Signed out',
    null,
    html`<h1>You are signed out</h1>
<p>Nothing of you is kept in this browser.</p>
<form action="/sign-in"><button>Sign in</button></form>`,
  );
}

/** Something did not work. `code` is for whoever looks after the application; null: there is none. */
export function problemPage(heading: string, text: string, code: string | null, person: Person | null): string {
  return document(
    heading,
    person,
    html`<h1>${heading}</h1>
<p role="alert">${text}</p>
${code === null ? null : html`<p><small>For support: <code>${code}</code></small></p>`}
${person === null ? html`<form action="/sign-in"><button>Sign in</button></form>` : html`<a class="button" href="/">Continue</a>`}`,
  );
}

function signOutForm(csrf: string): Html {
  return html`<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${csrf}"><button class="quiet">Sign out</button></form>`;
}

function document(title: string, person: Person | null, main: Html): string {
  const links = person === null ? null : html`<a href="/">Who am I?</a><a href="/prescriptions">Prescriptions</a>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === 'Clinic' ? title : `${title} – Clinic`}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><strong>Clinic</strong>${links}</header>
<main>
${main}
</main>
</body>
</html>
`.html;
}
