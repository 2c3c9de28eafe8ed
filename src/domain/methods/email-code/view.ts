const MASK = '•••';

/**
 * An address that its owner recognizes and others do not learn: `amara@riverside.example` as `a•••a@r•••.example`.
 * Short local parts show their first letter at most.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return MASK;
  return `${maskLocal([...address.slice(0, at)])}@${maskDomain(address.slice(at + 1))}`;
}

/** Two letters of four would be half of the name: the last one shows only from five letters on. */
function maskLocal(letters: readonly string[]): string {
  if (letters.length < 2) return MASK;
  return letters.length < 5 ? `${letters[0]}${MASK}` : `${letters[0]}${MASK}${letters.at(-1)}`;
}

function maskDomain(domain: string): string {
  const dot = domain.lastIndexOf('.');
  const [name, end] = dot < 1 ? [domain, ''] : [domain.slice(0, dot), domain.slice(dot)];
  return `${[...name][0] ?? ''}${MASK}${end}`;
}
