import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import type { Clinic, Visit } from './clinic.ts';
import { type Answer, json, page, seeOther } from './http.ts';
import { homePage, problemPage, signedOutPage, whoPage } from './pages.ts';
import { finishPrescription } from './prescribe-routes.ts';
import { type Flow, type Session, takeFlow } from './sessions.ts';
import { refusal, sendToSignIn } from './there-and-back.ts';

/** `GET /` */
export async function home(clinic: Clinic, { session }: Visit): Promise<Answer> {
  if (session?.signedIn == null) return page(homePage());
  return page(whoPage({ person: session.signedIn.person, csrf: session.csrf }, clinic.now()));
}

/** `GET /sign-in` */
export function signIn(clinic: Clinic, visit: Visit): Promise<Answer> {
  return sendToSignIn(clinic, visit, { acr: [], maxAge: null, person: null, afterwards: { kind: 'home' } });
}

/** `GET /callback`: back from the sign-in service. */
export async function callback(clinic: Clinic, visit: Visit): Promise<Answer> {
  const { session, address } = visit;
  const flow = session === null ? null : takeFlow(session, address.searchParams.get('state'), clinic.now());
  if (session === null || flow === null) {
    const text = 'This sign-in was finished already, took too long, or was begun in another browser.';
    return page(problemPage('Please sign in again', text, null, session?.signedIn?.person ?? null), 400);
  }
  try {
    return await finish(clinic, visit, session, flow);
  } catch (error) {
    return refused(clinic, session, error);
  }
}

async function finish(clinic: Clinic, visit: Visit, before: Session, flow: Flow): Promise<Answer> {
  const { person, tokens } = await clinic.relyingParty.finish(visit.address.search, flow);
  if (flow.acr.length > 0 && !flow.acr.includes(person.acr ?? '')) {
    return refusal(before, 'unmet_authentication_requirements');
  }
  const session = clinic.sessions.signIn(before, person, tokens);
  visit.session = session;
  if (flow.subject !== null && flow.subject !== person.subject) {
    const text = 'Somebody else was signed in before. What they were about to do was not done.';
    return page(problemPage('You are another person', text, null, person), 403);
  }
  switch (flow.afterwards.kind) {
    case 'home':
      return seeOther('/');
    case 'list':
      return seeOther('/prescriptions?again');
    case 'prescribe':
      return await finishPrescription(clinic, visit, session, flow.afterwards.prescription, flow);
  }
}

/** The issuer said no, or said something that does not fit; anything else is no answer of the issuer. */
function refused(clinic: Clinic, session: Session, error: unknown): Answer {
  if (error instanceof AuthorizationResponseError) return refusal(session, error.error);
  if (error instanceof ResponseBodyError) {
    clinic.log(`the token endpoint refused: ${error.error}`, error);
    return refusal(session, error.error);
  }
  if (error instanceof ClientError) {
    clinic.log('the sign-in service gave an answer that does not fit', error);
    return refusal(session, error.code ?? 'unexpected_answer');
  }
  throw error;
}

/** `POST /sign-out`: here, then at the sign-in service, which tells all other applications. */
export async function signOut(clinic: Clinic, visit: Visit): Promise<Answer> {
  const { session } = visit;
  if (session === null) return seeOther('/signed-out');
  clinic.sessions.end(session);
  visit.session = null;
  if (session.signedIn === null) return seeOther('/signed-out');
  return seeOther((await clinic.relyingParty.signOutAddress(session.signedIn.person.idToken)) ?? '/signed-out');
}

/** `GET /signed-out` */
export async function signedOut(): Promise<Answer> {
  return page(signedOutPage());
}

/** `POST /backchannel-logout`: the sign-in service says that somebody is signed out (OpenID Connect Back-Channel Logout §2.7). */
export async function backchannelLogout(clinic: Clinic, { form }: Visit): Promise<Answer> {
  const token = await clinic.readLogoutToken(form.get('logout_token') ?? '');
  if (token === null) {
    clinic.log('refused a logout token');
    return json({ error: 'invalid_request', error_description: 'not a logout token for this application' }, 400);
  }
  clinic.log(`signed out by the sign-in service: ${clinic.sessions.endAll(token)}`);
  return { status: 200 };
}
