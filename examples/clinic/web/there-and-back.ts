import type { Clinic, Visit } from './clinic.ts';
import { type Answer, page, seeOther } from './http.ts';
import { problemPage } from './pages.ts';
import type { SignInRequest } from './relying-party.ts';
import { rememberFlow, type Session } from './sessions.ts';
import { refusalInWords } from './words.ts';

/** Sends the browser to the sign-in service, and remembers what to do when it is back. */
export async function sendToSignIn(clinic: Clinic, visit: Visit, request: SignInRequest): Promise<Answer> {
  const { location, flow } = await clinic.relyingParty.authorize(request);
  visit.session ??= clinic.sessions.begin();
  rememberFlow(visit.session, flow);
  return seeOther(location);
}

/** A page for an error code of OAuth or OpenID Connect. Who was signed in stays so. */
export function refusal(session: Session | null, code: string): Answer {
  const [heading, text] = refusalInWords(code);
  return page(problemPage(heading, text, code, session?.signedIn?.person ?? null), 403);
}
