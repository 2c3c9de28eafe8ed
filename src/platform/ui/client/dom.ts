/** Every element that fits, as an array. */
export function all<E extends HTMLElement>(selector: string): readonly E[] {
  return [...document.querySelectorAll<E>(selector)];
}

/** Fills in a form's field, if it has that one. */
export function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

let voice: HTMLElement | null = null;

/** Says something to people who listen rather than look. */
export function announce(words: string): void {
  if (voice === null) {
    voice = document.createElement('p');
    voice.className = 'unseen';
    voice.setAttribute('role', 'status');
    document.body.append(voice);
  }
  voice.textContent = words;
}
