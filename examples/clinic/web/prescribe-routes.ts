import { WWWAuthenticateChallengeError } from 'openid-client';
import type { FiledPrescription, Prescription } from '../api/prescriptions.ts';
import type { Clinic, Visit } from './clinic.ts';
import { type Answer, page, seeOther } from './http.ts';
import { prescribePage, prescriptionsPage } from './pages.ts';
import type { Afterwards, Flow, Session } from './sessions.ts';
import { refusal, sendToSignIn } from './there-and-back.ts';

/** What the API said. */
type Outcome =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused' }
  /** The token is over, and no other is to be had without the person. */
  | { readonly kind: 'stale' }
  /** RFC 9470 §3: the proof is too weak or too old. */
  | { readonly kind: 'step-up'; readonly acr: readonly string[]; readonly maxAge: number | null };

/** So that the example can be tried with two clicks. */
const EXAMPLE: Prescription = { patient: 'Jo Park', medicine: 'Amoxicillin', dose: '500 mg, three times a day' };

/** `GET /prescribe` */
export async function askPrescription(_clinic: Clinic, { session }: Visit): Promise<Answer> {
  if (session?.signedIn == null) return seeOther('/sign-in');
  return page(prescribePage({ person: session.signedIn.person, csrf: session.csrf }, EXAMPLE, null));
}

/** `POST /prescribe` */
export async function prescribe(clinic: Clinic, visit: Visit): Promise<Answer> {
  const { session, form } = visit;
  if (session?.signedIn == null) return seeOther('/sign-in');
  const field = (name: string) => (form.get(name) ?? '').trim();
  const prescription = { patient: field('patient'), medicine: field('medicine'), dose: field('dose') };
  return await finishPrescription(clinic, visit, session, prescription, null);
}

/**
 * Has a prescription filed, by way of the sign-in service when the API wants another proof. `cameBack` is the way that was
 * just gone; null: none. Nobody is sent the same way twice for one prescription.
 */
export async function finishPrescription(
  clinic: Clinic,
  visit: Visit,
  session: Session,
  prescription: Prescription,
  cameBack: Flow | null,
): Promise<Answer> {
  const outcome = await callApi(clinic, session, 'POST', JSON.stringify(prescription));
  const afterwards: Afterwards = { kind: 'prescribe', prescription };
  switch (outcome.kind) {
    case 'done':
      return seeOther('/prescriptions?filed');
    case 'stale':
      return cameBack === null ? await askAgain(clinic, visit, afterwards) : refusal(session, 'token_not_accepted');
    case 'step-up': {
      if (cameBack !== null && cameBack.maxAge !== null) return refusal(session, 'unmet_authentication_requirements');
      const { acr, maxAge } = outcome;
      return await sendToSignIn(clinic, visit, { acr, maxAge, person: session.signedIn?.person ?? null, afterwards });
    }
    case 'refused': {
      if (session.signedIn === null) return seeOther('/');
      const problem = 'Fill in all three, with 100 characters at most. Nothing was filed.';
      return page(prescribePage({ person: session.signedIn.person, csrf: session.csrf }, prescription, problem), 400);
    }
  }
}

/** `GET /prescriptions` */
export async function listPrescriptions(clinic: Clinic, visit: Visit): Promise<Answer> {
  const { session, address } = visit;
  if (session?.signedIn == null) return seeOther('/sign-in');
  const outcome = await callApi(clinic, session, 'GET', null);
  if (outcome.kind === 'stale' && !address.searchParams.has('again'))
    return await askAgain(clinic, visit, { kind: 'list' });
  if (outcome.kind !== 'done' || session.signedIn === null) return refusal(session, 'token_not_accepted');
  const { prescriptions } = outcome.body as { readonly prescriptions: readonly FiledPrescription[] };
  const signed = { person: session.signedIn.person, csrf: session.csrf };
  return page(prescriptionsPage(signed, prescriptions, address.searchParams.has('filed')));
}

/** The session at the sign-in service is most likely still there, so this comes back without a question. */
function askAgain(clinic: Clinic, visit: Visit, afterwards: Afterwards): Promise<Answer> {
  const person = visit.session?.signedIn?.person ?? null;
  return sendToSignIn(clinic, visit, { acr: [], maxAge: null, person, afterwards });
}

/** Calls the API with a token that is not over; one that is over is exchanged first. */
async function callApi(
  clinic: Clinic,
  session: Session,
  method: 'GET' | 'POST',
  body: string | null,
): Promise<Outcome> {
  const { signedIn } = session;
  if (signedIn === null) return { kind: 'stale' };
  if (signedIn.tokens.expiresAt <= clinic.now()) {
    const tokens = await clinic.relyingParty.refresh(signedIn.tokens);
    if (tokens === null) return { kind: 'stale' };
    signedIn.tokens = tokens;
  }
  try {
    const response = await clinic.relyingParty.call(signedIn.tokens, method, '/prescriptions', body);
    if (response.ok) return { kind: 'done', body: await response.json() };
    if (response.status === 400) return { kind: 'refused' };
    throw new Error(`the API answered ${response.status}`);
  } catch (error) {
    if (error instanceof WWWAuthenticateChallengeError) return challenged(error);
    throw error;
  }
}

function challenged({ cause }: WWWAuthenticateChallengeError): Outcome {
  const parameters = cause.find(({ scheme }) => scheme === 'bearer')?.parameters ?? {};
  if (parameters.error === 'insufficient_user_authentication') {
    const maxAge = parameters.max_age === undefined ? null : Number(parameters.max_age);
    return { kind: 'step-up', acr: parameters.acr_values?.split(' ') ?? [], maxAge };
  }
  if (parameters.error === 'invalid_token') return { kind: 'stale' };
  throw new Error(`the API wants what this application cannot give: ${parameters.error ?? 'a token'}`);
}
