import type { TestApp } from '../app.ts';
import type { TestBrowser } from '../harness/browser.ts';
import type { Person } from './people.ts';
import { enterAddress, enterCode, enterPassword, newVisitor, nextAppCode, type Visitor } from './steps.ts';

/** Signs somebody in by their app, on the way into the console. */
export async function atConsole(app: TestApp, browser: TestBrowser, person: Person): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  const { page } = visitor;
  await page.goto(`${app.url}/sign-in`);
  await enterAddress(page, person.address);
  await enterPassword(page);
  await enterCode(page, nextAppCode(app, person.secret));
  await page.waitForURL(/\/account$/);
  await page.goto(`${app.url}/console`);
  return visitor;
}
