import { ButtonLink } from '../../../platform/ui/buttons.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { AccountView, Chrome } from './contract.ts';
import { frameOf, renderFrame } from './frame.tsx';

/** `/account`: who is signed in, where they belong, how they sign in. */
export function renderAccount(view: AccountView, chrome: Chrome): string {
  const frame = frameOf(chrome, view.person.support);
  const { t } = frame.words;
  return renderFrame(frame, {
    heading: view.person.name,
    person: view.person,
    wide: true,
    content: (
      <>
        <h1>
          <bdi class="break">{view.person.name}</bdi>
        </h1>
        <p class="why">
          {rich((marks) => t('account.why', marks), { address: <Isolated text={view.person.address} /> })}
        </p>
        <section class="block">
          <h2>{t('account.organizations')}</h2>
          {view.organizations.length === 0 ? (
            <p>{t('account.noOrganizations')}</p>
          ) : (
            <ul class="rows">
              {view.organizations.map(({ name, kind }) => (
                <li key={name}>
                  <strong>
                    <bdi class="break">{name}</bdi>
                  </strong>
                  <span>{t(`account.${kind}`)}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section class="block">
          <h2>{t('account.securityTitle')}</h2>
          <p>
            {view.waysBack > 0 ? t('account.securityMandated', { count: view.waysBack }) : t('account.securityPlain')}
          </p>
          <ButtonLink href="/account/security" look="secondary">
            {t('account.review')}
          </ButtonLink>
        </section>
        {view.console ? (
          <section class="block">
            <h2>{t('account.consoleTitle')}</h2>
            <p>{t('account.consoleWhy')}</p>
            <ButtonLink href="/console" look="secondary">
              {t('account.console')}
            </ButtonLink>
          </section>
        ) : null}
      </>
    ),
  });
}
