import type { Block, Letter } from './letter.ts';

/** The plain text of a letter: paragraphs apart, a code and a link alone on their lines. */
export function plainText(letter: Letter, around: { readonly greeting: string; readonly closing: readonly string[] }) {
  const body = letter.blocks.map(blockText);
  // A code comes before the greeting, so that it is what a notification shows.
  const [first, ...rest] = body;
  const opened = letter.heading === null ? [first, around.greeting, ...rest] : [around.greeting, ...body];
  return `${[...opened, `-- \n${around.closing.join('\n')}`].join('\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'code':
      return block.code;
    case 'button':
      return `${block.label}:\n${block.url}`;
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
  }
}
