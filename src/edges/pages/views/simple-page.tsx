import type { ComponentChildren } from 'preact';
import type { Sign } from '../../../domain/organizations/decide/branding.ts';
import { type IconName, Tile } from '../../../platform/ui/layout.tsx';
import type { Person } from './contract.ts';
import { type Frame, renderFrame } from './frame.tsx';

/** A page outside of an attempt: picture, heading, why, and what can be done. */
export function renderSimple(
  frame: Frame,
  page: {
    readonly heading: string;
    readonly why: ComponentChildren;
    readonly picture: IconName;
    readonly tone?: 'brand' | 'caution' | 'good';
    readonly sign?: Sign | null;
    readonly person?: Person | null;
    readonly content: ComponentChildren;
    /** What goes above the heading. */
    readonly above?: ComponentChildren;
  },
): string {
  const { heading, why, picture, tone, content, above, ...rest } = page;
  return renderFrame(frame, {
    heading,
    ...rest,
    content: (
      <>
        {above}
        <Tile name={picture} tone={tone ?? 'brand'} />
        <h1>{heading}</h1>
        <p class="why">{why}</p>
        {content}
      </>
    ),
  });
}
