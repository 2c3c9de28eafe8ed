import Bowser from 'bowser';

/** Longer user agents are cut: they are strangers' text. */
const MAXIMUM_LENGTH = 512;

/** "Chrome on Windows" from a `User-Agent`, for people to recognize; '' when nothing is known. A label, never proof. */
export function browserName(userAgent: string): string {
  if (userAgent === '') return '';
  const { browser, os } = Bowser.parse(userAgent.slice(0, MAXIMUM_LENGTH));
  const names = [nameOf(browser.name), nameOf(os.name)].filter((name) => name !== '');
  return names.join(' on ');
}

/** Names come from the parser's own list; a name of its catch-all rule is the stranger's text and is dropped. */
function nameOf(name: string | undefined): string {
  return name !== undefined && KNOWN.has(name) ? name : '';
}

const KNOWN: ReadonlySet<string> = new Set([...Object.values(Bowser.BROWSER_MAP), ...Object.values(Bowser.OS_MAP)]);
