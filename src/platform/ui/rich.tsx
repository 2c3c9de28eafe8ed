import { type ComponentChildren, Fragment } from 'preact';

/** Fills the places of a sentence with elements. The sentence is first filled with marks that no text contains. */
export function rich<Place extends string>(
  sentence: (marks: Readonly<Record<Place, string>>) => string,
  places: Readonly<Record<Place, ComponentChildren>>,
): ComponentChildren {
  const names = Object.keys(places) as Place[];
  const marks = Object.fromEntries(names.map((name, index) => [name, `\u{e000}${index}\u{e000}`]));
  return sentence(marks as Record<Place, string>)
    .split('\u{e000}')
    .map((part, index) => {
      const name = index % 2 === 1 ? names[Number(part)] : undefined;
      return <Fragment key={index}>{name === undefined ? part : places[name]}</Fragment>;
    });
}

/** Text that keeps its own direction: addresses, names. */
export function Isolated({ text }: { readonly text: string }) {
  return <bdi class="break">{text}</bdi>;
}
