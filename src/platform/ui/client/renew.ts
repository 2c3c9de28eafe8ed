/** Renews what goes on (`data-renews`: every so many ms), and shows the page anew once it is over. */
export function startRenewing(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-renews]')) renewLater(part);
}

function renewLater(part: HTMLElement): void {
  setTimeout(() => void renew(part), Number(part.dataset['renews']));
}

async function renew(part: HTMLElement): Promise<void> {
  const answer = await fetch(location.href).catch(() => null);
  // Away for a moment: what stands here stays, and the link beside it.
  if (answer === null) return renewLater(part);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('[data-renews]');
  if (next === null) return location.reload();
  part.replaceChildren(...next.childNodes);
  renewLater(part);
}
