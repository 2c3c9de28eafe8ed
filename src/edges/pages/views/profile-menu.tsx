import { Icon } from '../../../platform/ui/layout.tsx';
import type { PageWords } from '../i18n/words.ts';
import type { Chrome, Person } from './contract.ts';
import { Csrf } from './form.tsx';

/** What a signed-in person can always reach. A native popover: opens, closes and follows Escape without script. */
export function ProfileMenu(props: { readonly chrome: Chrome; readonly words: PageWords; readonly person: Person }) {
  const { chrome, words, person } = props;
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
