import { all, announce } from './dom.ts';

/** Counts down beside a button that must wait. The server said how long: the browser's clock may be wrong, so only its pace is used. */
export function startCountdowns(): void {
  for (const line of all('[data-wait]')) {
    const button = line.closest('form')?.querySelector<HTMLElement>('button');
    if (button != null && Number(line.dataset.wait) > 0) count(line, button);
  }
}

function count(line: HTMLElement, button: HTMLElement): void {
  const end = performance.now() + Number(line.dataset.wait);
  const { words = '', over = '' } = line.dataset;
  const stop = (event: Event) => event.preventDefault();
  // Stays focusable, so that its reason can be heard; `disabled` would take it out of reach.
  button.setAttribute('aria-disabled', 'true');
  button.addEventListener('click', stop);
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      line.textContent = words.replace('{}', inWords(left));
      setTimeout(tick, 250);
      return;
    }
    button.removeAttribute('aria-disabled');
    button.removeEventListener('click', stop);
    line.textContent = over;
    announce(over);
  };
  tick();
}

/** A time as people say it, in the page's language. */
export function inWords(seconds: number): string {
  const [amount, unit] = seconds > 119 ? [Math.ceil(seconds / 60), 'minute'] : [seconds, 'second'];
  return new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, unitDisplay: 'long' }).format(
    amount,
  );
}
