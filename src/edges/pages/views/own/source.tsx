import { countryName } from '../../../../platform/country-name.ts';
import type { Frame } from '../frame.tsx';

/** A network address, with the name of its country where that is known. */
export function Source(props: { readonly frame: Frame; readonly source: string; readonly country: string | null }) {
  const { frame, source, country } = props;
  return (
    <>
      <bdi class="break">{source}</bdi>
      {country === null ? null : ` (${countryName(frame.words.locale, country)})`}
    </>
  );
}
