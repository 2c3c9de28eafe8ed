import { Icon } from '../../../platform/ui/layout.tsx';
import type { Person } from './contract.ts';
import { Csrf } from './form.tsx';
import type { Frame } from './frame.tsx';

/** What a signed-in person can always reach. A native popover: opens, closes and follows Escape without script. */
export function ProfileMenu({ frame, person }: { readonly frame: Frame; readonly person: Person }) {
  const { words, chrome } = frame;
  return (
    <div class="profile">
      <button type="button" class="profile-button" popovertarget="profile-menu">
        <Icon name="person" />
        {words.t('frame.profile')}
      </button>
      <div class="menu" id="profile-menu" popover>
        <p class="menu-who">
          <strong>
            <bdi>{person.name}</bdi>
          </strong>
          <bdi class="break">{person.address}</bdi>
        </p>
        <ul>
          <li>
            <a href="/account">{words.t('frame.account')}</a>
          </li>
          <li>
            <a href="/account/security">{words.t('frame.security')}</a>
          </li>
          <li>
            <a href="/help">{words.t('frame.help')}</a>
          </li>
        </ul>
        <form method="post" action="/account/sign-out">
          <Csrf chrome={chrome} />
          <button type="submit">{words.t('frame.signOut')}</button>
        </form>
      </div>
    </div>
  );
}
