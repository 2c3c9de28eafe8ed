import { announce } from './dom.ts';

/** A form goes once; its button keeps its width and says what it does. */
export function keepBusy(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    // Stopped by another listener, or a download that leaves the page as it is.
    if (event.defaultPrevented || form.dataset.stays !== undefined) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = '';
    const button = event.submitter ?? form.querySelector<HTMLElement>('button[type=submit]');
    if (button !== null) showBusy(button);
  });
}

/** Puts a button to work, in words of its own or others. What it said comes back by the returned function. */
export function showBusy(button: HTMLElement, busy = button.dataset.busy): () => void {
  const words = button.textContent;
  if (busy === undefined) return () => {};
  button.style.minInlineSize = `${button.offsetWidth}px`;
  button.textContent = busy;
  button.classList.add('busy');
  button.setAttribute('aria-disabled', 'true');
  announce(busy);
  return () => {
    button.textContent = words;
    button.classList.remove('busy');
    button.removeAttribute('aria-disabled');
  };
}
