import type { ComponentChildren } from 'preact';
import type { Page } from '../../../../domain/sign-in/run/page.ts';
import type { SignInDisplay } from '../contract.ts';
import type { Frame } from '../frame.tsx';

/** What a step's view is given. */
export interface StepProps<S> {
  readonly step: S;
  readonly page: Page;
  readonly frame: Frame;
  readonly display: SignInDisplay;
}

/** A step as a page: its heading is also the document's title. */
export interface StepFace {
  readonly heading: string;
  readonly content: ComponentChildren;
}
