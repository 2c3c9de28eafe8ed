import { BackLink, Icon } from '../../../platform/ui/layout.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { BoundView, Chrome, SecurityView } from './contract.ts';
import { type Frame, frameOf, renderFrame } from './frame.tsx';

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
              </strong>
              <Used frame={frame} bound={app} now={view.now} />
            </li>
          ))}
        </ul>
      )}
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
            </li>
          ))}
        </ul>
      )}
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
      </section>
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

function Used({ frame, bound, now }: { readonly frame: Frame; readonly bound: BoundView; readonly now: number }) {
  const { t } = frame.words;
  return (
    <span>
      {rich((marks) => t('security.added', marks), { when: <When frame={frame} at={bound.boundAt} now={now} /> })},{' '}
      {bound.lastUsedAt === null
        ? t('security.neverUsed')
        : rich((marks) => t('security.used', marks), {
            when: <When frame={frame} at={bound.lastUsedAt} now={now} />,
          })}
    </span>
  );
}

/** A moment as people say it, with the exact one for whoever looks closer. */
function When({ frame, at, now }: { readonly frame: Frame; readonly at: number; readonly now: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={frame.words.day(at)}>
      {frame.words.relative(at, now)}
    </time>
  );
}
