import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { type Desk, deskFrameOf, renderDesk } from './frame.tsx';

/** Why a page of the console is not shown. */
export type DoorView =
  /** A fresh proof leads back to `next`. */
  | { readonly kind: 'prove'; readonly next: string }
  | { readonly kind: 'set-up' | 'add-passkey' }
  | { readonly kind: 'no-role'; readonly address: string }
  | { readonly kind: 'not-permitted' };

const NAMES = {
  prove: 'prove',
  'set-up': 'setUp',
  'add-passkey': 'addPasskey',
  'no-role': 'noRole',
  'not-permitted': 'notPermitted',
} as const;

/** What stands at the door. */
export function renderDoor(view: DoorView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const name = NAMES[view.kind];
  return renderDesk(frame, {
    heading: t(`door.${name}Heading`),
    subject: null,
    content: (
      <div class="door">
        <p class="why">{t(`door.${name}Why`, { address: 'address' in view ? view.address : '' })}</p>
        {view.kind === 'prove' ? (
          <form method="post" action="/console/prove" class="form">
            <input type="hidden" name="csrf" value={desk.csrf} />
            <input type="hidden" name="next" value={view.next} />
            <Submit busy={t('frame.oneMoment')}>{t('frame.continue')}</Submit>
          </form>
        ) : (
          <ButtonLink href={WAYS[view.kind].href} look={WAYS[view.kind].look}>
            {t(WAYS[view.kind].words)}
          </ButtonLink>
        )}
      </div>
    ),
  });
}

const WAYS = {
  'set-up': { href: '/account/security', words: 'door.setUp', look: 'primary' },
  'add-passkey': { href: '/account/security', words: 'door.setUp', look: 'primary' },
  'no-role': { href: '/account', words: 'door.toAccount', look: 'secondary' },
  'not-permitted': { href: '/console', words: 'door.toConsole', look: 'secondary' },
} as const;
