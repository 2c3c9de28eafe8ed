import { all, announce } from './dom.ts';

/** Shows what works only with script: copy, print, show the password. */
export function showTools(): void {
  for (const button of all<HTMLButtonElement>('[data-copy]')) offer(button, () => void copy(button));
  for (const button of all<HTMLButtonElement>('[data-print]')) offer(button, () => print());
  for (const button of all<HTMLButtonElement>('[data-reveal]')) offer(button, reveal(button));
}

function offer(button: HTMLButtonElement, act: () => void): void {
  button.hidden = false;
  button.addEventListener('click', act);
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const { copy: text = '', done = '' } = button.dataset;
  await write(text);
  announce(done);
  const words = button.textContent;
  if (words === done) return;
  button.style.minInlineSize = `${button.offsetWidth}px`;
  button.textContent = done;
  setTimeout(() => {
    button.textContent = words;
  }, 2000);
}

/** Where the clipboard is refused, the old way by a selection. */
async function write(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

function reveal(button: HTMLButtonElement): () => void {
  const field = document.getElementById(button.dataset.reveal ?? '') as HTMLInputElement;
  const { textContent: show, ariaLabel: showName } = button;
  const turn = (shown: boolean) => {
    field.type = shown ? 'text' : 'password';
    button.textContent = shown ? (button.dataset.hide ?? '') : show;
    button.ariaLabel = shown ? (button.dataset.hideName ?? '') : showName;
  };
  // Sent as a password, so that browsers do not keep it among the texts typed before.
  field.form?.addEventListener('submit', () => turn(false));
  return () => turn(field.type === 'password');
}
