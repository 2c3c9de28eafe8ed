import { showBusy } from './busy.ts';

/** Does the work that a form asks for while its fields are filled in. Sent earlier, the form says so and goes by itself when done. */
export function doWork(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-work]');
  const field = form?.querySelector<HTMLInputElement>('[name=work]');
  const { work = '', worker = '', working } = form?.dataset ?? {};
  if (form === null || field == null) return;
  let done = false;
  let button: HTMLElement | null = null;
  let stopBusy = () => {};
  const finish = (solution: string) => {
    field.value = solution;
    done = true;
    stopBusy();
    if (button !== null) form.requestSubmit(button);
  };
  form.addEventListener('submit', (event) => {
    if (done) return;
    event.preventDefault();
    if (button !== null) return;
    button = event.submitter ?? form.querySelector<HTMLElement>('button[type=submit]');
    if (button !== null) stopBusy = showBusy(button, working);
  });
  const searching = new Worker(worker);
  searching.onmessage = (event: MessageEvent<string>) => finish(event.data);
  // Without the work the server asks for a wait instead.
  searching.onerror = () => finish('');
  searching.postMessage(JSON.parse(work));
}
