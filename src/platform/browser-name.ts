import Bowser from 'bowser';

/** Longer user agents are cut: they are strangers' text. */
const MAXIMUM_LENGTH = 512;
/** User agents remembered with their names: at most a quarter of a megabyte, whatever strangers send. */
const REMEMBERED = 200;

/** "Chrome on Windows" from a `User-Agent`, for people to recognize; '' when nothing is known. A label, never proof. */
export function browserName(userAgent: string): string {
  if (userAgent === '') return '';
  const text = userAgent.slice(0, MAXIMUM_LENGTH);
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const name = readName(text);
  // Starting anew is enough: the browsers in use are back within as many requests.
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(text, name);
  return name;
}

/** Every sign-in names its browser, and the parser tries some eighty patterns for it. */
const remembered = new Map<string, string>();

function readName(text: string): string {
  const { browser, os } = Bowser.parse(text);
  const names = [nameOf(browser.name), nameOf(os.name)].filter((name) => name !== '');
  return names.join(' on ');
}

/** Names come from the parser's own list; a name of its catch-all rule is the stranger's text and is dropped. */
function nameOf(name: string | undefined): string {
  return name !== undefined && KNOWN.has(name) ? name : '';
}

const KNOWN: ReadonlySet<string> = new Set([...Object.values(Bowser.BROWSER_MAP), ...Object.values(Bowser.OS_MAP)]);
