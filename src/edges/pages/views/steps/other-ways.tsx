import type { Page } from '../../../../domain/sign-in/run/page.ts';
import { attemptPath } from '../attempt-path.ts';
import type { Frame } from '../frame.tsx';

/** The way below every challenge, in the same place on each. */
export function OtherWays(props: { readonly page: Page; readonly frame: Frame }) {
  return (
    <p class="ways">
      <a href={attemptPath(props.page, 'methods')}>{props.frame.words.t('frame.tryAnother')}</a>
    </p>
  );
}
