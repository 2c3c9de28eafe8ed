import { inWords } from './countdown.ts';
import { announce } from './dom.ts';

/** As the server says it, in ms: until the session ends without requests, and whatever happens. */
interface Left {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** How long before its end a session says so. One that lasts less than twice as long says so halfway. */
const WARN_MS = 120_000;

/** Warns of the session's end in time to put it off with one key (WCAG 2.2.1). */
export function warnOfSessionEnd(): void {
  const dialog = document.querySelector<HTMLDialogElement>('dialog[data-idle]');
  if (dialog?.showModal === undefined) return;
  const { idle, absolute } = dialog.dataset;
  const [stay] = dialog.querySelectorAll('form');
  closeOf(dialog)?.addEventListener('click', () => dialog.close());
  stay?.addEventListener('submit', (event) => {
    event.preventDefault();
    void extend(dialog, stay);
  });
  // Escape says that somebody is there, too.
  dialog.addEventListener('cancel', (event) => {
    if (stay?.hidden !== false) return;
    event.preventDefault();
    stay.requestSubmit();
  });
  watch(dialog, { idleMs: Number(idle), absoluteMs: Number(absolute) });
}

function watch(dialog: HTMLDialogElement, left: Left): void {
  const end = endOf(left);
  setTimeout(() => void look(dialog), end > 2 * WARN_MS ? end - WARN_MS : end / 2);
}

/** Another tab may have been used meanwhile, so only the server knows. */
async function look(dialog: HTMLDialogElement): Promise<void> {
  const left = await ask('GET');
  if (left === null) leave();
  else if (endOf(left) > WARN_MS + 1_000) watch(dialog, left);
  else warn(dialog, left);
}

function warn(dialog: HTMLDialogElement, left: Left): void {
  const [stay] = dialog.querySelectorAll('form');
  const close = closeOf(dialog);
  const text = dialog.querySelector('p');
  const idle = left.idleMs < left.absoluteMs;
  if (stay === undefined || close === null || text === null) return;
  stay.hidden = !idle;
  close.hidden = idle;
  const end = performance.now() + endOf(left);
  const words = (idle ? text.dataset.idleWords : text.dataset.absoluteWords) ?? '';
  const tick = setInterval(say, 1_000);
  function say(): void {
    const seconds = Math.ceil((end - performance.now()) / 1_000);
    if (text !== null) text.textContent = words.replace('{}', inWords(Math.max(0, seconds)));
    if (seconds > 0 && (dialog.open || !idle)) return;
    clearInterval(tick);
    if (seconds <= 0) void over(dialog);
  }
  dialog.showModal();
  say();
}

async function over(dialog: HTMLDialogElement): Promise<void> {
  const left = await ask('GET');
  if (left === null) return leave();
  dialog.close();
  watch(dialog, left);
}

async function extend(dialog: HTMLDialogElement, form: HTMLFormElement): Promise<void> {
  const csrf = new FormData(form).get('csrf');
  const left = await ask('POST', typeof csrf === 'string' ? csrf : '');
  if (left === null) return leave();
  dialog.close();
  announce(form.textContent ?? '');
  watch(dialog, left);
}

/** Null: the session is over, or nobody answers, which the next page will say better. */
async function ask(method: string, csrf: string | null = null): Promise<Left | null> {
  try {
    const headers = { accept: 'application/json', ...(csrf === null ? {} : { 'x-csrf-token': csrf }) };
    const answer = await fetch('/account/session', { method, headers });
    return (await answer.json()).session ?? null;
  } catch {
    return null;
  }
}

/** What is on the page is not left there for whoever comes by. */
function leave(): void {
  location.replace('/sign-in');
}

function endOf({ idleMs, absoluteMs }: Left): number {
  return Math.min(idleMs, absoluteMs);
}

function closeOf(dialog: HTMLDialogElement): HTMLButtonElement | null {
  return dialog.querySelector('button[type=button]');
}
