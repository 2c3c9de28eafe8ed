/** A piece of a page whose text is safe to send. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text is escaped, pieces are not, null is nothing. */
type Part = string | number | null | Html | readonly Html[];

/** A piece of a page: every text put into it is escaped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = strings.map((string, index) => string + (index < parts.length ? written(parts[index] ?? null) : ''));
  return { html: texts.join('') };
}

function written(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
