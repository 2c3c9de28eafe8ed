import type { ComponentChildren } from 'preact';
import { Icon } from './layout.tsx';

/** What a signed-in person can always reach. A native popover: opens, closes and follows Escape without script. */
export function ProfileMenu(props: {
  readonly label: string;
  readonly name: string;
  readonly address: string;
  /** What they are here, below the address. */
  readonly note?: string;
  readonly links: readonly { readonly href: string; readonly label: string }[];
  readonly signOut: string;
  /** The hidden field that shows the form to come from our own page. */
  readonly children: ComponentChildren;
}) {
  return (
    <div class="profile">
      <button type="button" class="profile-button" popovertarget="profile-menu">
        <Icon name="person" />
        {props.label}
      </button>
      <div class="menu" id="profile-menu" popover>
        <p class="menu-who">
          <strong>
            <bdi>{props.name}</bdi>
          </strong>
          <bdi class="break">{props.address}</bdi>
          {props.note === undefined ? null : <span>{props.note}</span>}
        </p>
        <ul>
          {props.links.map(({ href, label }) => (
            <li key={href}>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ul>
        <form method="post" action="/account/sign-out">
          {props.children}
          <button type="submit">{props.signOut}</button>
        </form>
      </div>
    </div>
  );
}
