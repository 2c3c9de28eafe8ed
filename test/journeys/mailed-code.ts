import { expect } from 'vitest';
import type { TestApp } from '../app.ts';
import type { TestBrowser } from '../harness/browser.ts';
import type { Person } from './people.ts';
import {
  alertTiedTo,
  enterCode,
  mailedCode,
  newVisitor,
  otherCode,
  passPassword,
  seesHeading,
  takeOtherMethod,
  type Visitor,
  type VisitorOptions,
} from './steps.ts';

const CODE_MAIL = /is your Vestibule code/;

/** Codes mailed to an address so far, oldest first. */
export function codesMailedTo(app: TestApp, address: string): readonly string[] {
  return app.mail.received.filter(({ to, subject }) => to === address && CODE_MAIL.test(subject)).map(mailedCode);
}

/** Waits until so many codes have come, and returns them. */
export async function codesOnce(app: TestApp, address: string, count: number): Promise<readonly string[]> {
  await expect.poll(() => codesMailedTo(app, address).length).toBe(count);
  return codesMailedTo(app, address);
}

/** Somebody at the page of the mailed code, by "Try another method". */
export async function atEmail(
  app: TestApp,
  browser: TestBrowser,
  person: Person,
  options: VisitorOptions = {},
): Promise<Visitor> {
  const visitor = await newVisitor(browser, options);
  await passPassword(app, visitor, person.address);
  await takeOtherMethod(visitor.page, 'Email');
  await seesHeading(visitor.page, /Check your email/);
  return visitor;
}

/** The field of the code. */
export function codeField({ page }: Visitor) {
  return page.getByLabel('One-time code', { exact: true });
}

/** Types a code that is not the right one, and sees it refused. */
export async function enterWrong(visitor: Visitor, code: string, by: number): Promise<void> {
  await Promise.all([visitor.page.waitForEvent('domcontentloaded'), enterCode(visitor.page, otherCode(code, by))]);
  await alertTiedTo(codeField(visitor));
}
