import type { ComponentChildren } from 'preact';
import type { OwnPath } from '../../../domain/sign-in/run/own-path.ts';
import { Submit } from '../../../platform/ui/buttons.tsx';
import { BackLink, Icon } from '../../../platform/ui/layout.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { BoundView, Chrome, SecurityView } from './contract.ts';
import { Csrf, Hidden } from './form.tsx';
import { type Frame, frameOf, renderFrame } from './frame.tsx';
import { Used, When } from './moments.tsx';
import { Elsewhere } from './own/elsewhere.tsx';
import { LostPhone } from './own/lost.tsx';

/** `/account/security`: what is bound, and what is left if one thing is lost. */
export function renderSecurity(view: SecurityView, chrome: Chrome): string {
  const frame = frameOf(chrome, view.person.support);
  const { t, list } = frame.words;
  const heading = t('security.heading');
  return renderFrame(frame, {
    heading,
    person: view.person,
    wide: true,
    content: (
      <>
        <div hidden data-passkeys={JSON.stringify(view.signal)} />
        <BackLink href="/account">{t('frame.account')}</BackLink>
        <h1>{heading}</h1>
        <p class="why">
          {t('security.why')}{' '}
          {view.organizations.length === 0
            ? t('security.noMandate')
            : t('security.mandate', { organizations: list(view.organizations), count: view.organizations.length })}
        </p>
        <WaysBack frame={frame} view={view} />
        <Apps frame={frame} view={view} />
        <Passkeys frame={frame} view={view} />
        <Fallbacks frame={frame} view={view} />
        <section class="block">
          <h2>{t('ownPassword.title')}</h2>
          <p>{t('ownPassword.about')}</p>
          <p class="ways">
            <a href="/account/password">{t('ownPassword.link')}</a>
          </p>
        </section>
        <Elsewhere frame={frame} />
      </>
    ),
  });
}

interface Part {
  readonly frame: Frame;
  readonly view: SecurityView;
}

function WaysBack({ frame, view }: Part) {
  const { t } = frame.words;
  const [tone, title, text] =
    view.waysBack === 0
      ? (['plain', t('security.waysNone'), t('security.waysNoneHint')] as const)
      : view.waysBack === 1
        ? (['caution', t('security.ways', { count: 1 }), t('security.waysFew')] as const)
        : (['good', t('security.ways', { count: view.waysBack }), t('security.waysGood')] as const);
  return (
    <div class={`notice banner ${tone}`}>
      <Icon name={tone === 'good' ? 'check' : tone === 'caution' ? 'warning' : 'lock'} />
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
    </div>
  );
}

function Apps({ frame, view }: Part) {
  const { t } = frame.words;
  return (
    <section class="block">
      <h2>{t('security.apps')}</h2>
      {view.apps.length === 0 ? (
        <p>{t('security.appsNone')}</p>
      ) : (
        <ul class="rows">
          {view.apps.map((app) => (
            <li key={`${app.label}-${app.boundAt}`}>
              <strong>
                <bdi class="break">{app.label}</bdi>
                {app.suspended ? <span class="tag caution">{t('own.suspended')}</span> : null}
              </strong>
              <Used frame={frame} bound={app} now={view.now} />
              <Manage frame={frame} bound={app} />
            </li>
          ))}
        </ul>
      )}
      {view.addable.app ? <ToPage frame={frame} next="/account/security/app" words={t('own.addApp')} /> : null}
      {view.apps.some((app) => !app.suspended) ? <LostPhone frame={frame} /> : null}
    </section>
  );
}

function Passkeys({ frame, view }: Part) {
  const { t } = frame.words;
  return (
    <section class="block">
      <h2>{t('security.passkeys')}</h2>
      {view.passkeys.length === 0 ? (
        <p>{t('security.passkeysNone')}</p>
      ) : (
        <ul class="rows">
          {view.passkeys.map((passkey) => (
            <li key={`${passkey.label}-${passkey.boundAt}`}>
              <strong>
                <bdi class="break">{passkey.label}</bdi>
                {passkey.here ? <span class="tag">{t('security.here')}</span> : null}
              </strong>
              <span>{t(passkey.maySync ? 'security.syncs' : 'security.stays')}</span>
              <Used frame={frame} bound={passkey} now={view.now} />
              <Manage frame={frame} bound={passkey} />
            </li>
          ))}
        </ul>
      )}
      {view.addable.passkey ? (
        <>
          {view.passkeys.some((passkey) => passkey.here) || frame.chrome.shared === true ? null : (
            <ToPage frame={frame} next="/account/security/passkey" words={t('own.addDevice')} />
          )}
          <ToPage frame={frame} next="/account/security/security-key" words={t('own.addKey')} />
        </>
      ) : null}
    </section>
  );
}

function Fallbacks({ frame, view }: Part) {
  const { t } = frame.words;
  const saved = view.recoveryCodeSavedAt;
  return (
    <>
      <section class="block">
        <h2>{t('security.recovery')}</h2>
        <p>
          {saved === null
            ? t('security.recoveryNone')
            : rich((marks) => t('security.recoverySaved', marks), {
                when: <When frame={frame} at={saved} now={view.now} />,
              })}
        </p>
        {view.addable.recoveryCode ? (
          <ToPage
            frame={frame}
            next="/account/security/recovery-code"
            words={t(saved === null ? 'own.makeCode' : 'own.renewCode')}
          />
        ) : null}
      </section>
      <AskedFirst frame={frame} view={view} />
      <section class="block">
        <h2>{t('security.email')}</h2>
        <p>
          {view.emailFallback
            ? rich((marks) => t('security.emailOn', marks), { address: <Isolated text={view.person.address} /> })
            : t('security.emailOff')}
        </p>
      </section>
    </>
  );
}

/** Said where there is a choice. */
function AskedFirst({ frame, view }: Part) {
  const { t } = frame.words;
  if (view.asksFirst === null) return null;
  return (
    <section class="block">
      <h2>{t('own.defaultHeading')}</h2>
      <p>{t('own.defaultNow', { method: t(`methods.${view.asksFirst}`) })}</p>
      <ToPage frame={frame} next="/account/security/default" words={t('own.changeDefault')} />
    </section>
  );
}

/** Leads to a page that changes something: at once after a fresh proof, else by way of one. */
function ToPage(props: { readonly frame: Frame; readonly next: OwnPath; readonly words: ComponentChildren }) {
  return (
    <form method="post" action="/account/prove">
      <Csrf chrome={props.frame.chrome} />
      <Hidden name="next" value={props.next} />
      <Submit look="text">{props.words}</Submit>
    </form>
  );
}

/** Which one is managed is said to people who listen. */
function Manage({ frame, bound }: { readonly frame: Frame; readonly bound: BoundView }) {
  return (
    <ToPage
      frame={frame}
      next={`/account/security/method/${bound.id}`}
      words={
        <>
          {frame.words.t('own.manage')}
          <span class="unseen"> {bound.label}</span>
        </>
      }
    />
  );
}
