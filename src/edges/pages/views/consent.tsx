import { Submit } from '../../../platform/ui/buttons.tsx';
import { Icon, type IconName } from '../../../platform/ui/layout.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import { interactionPath } from './attempt-path.ts';
import type { Chrome, ConsentView, KnownScope } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

const PICTURES: Readonly<Record<KnownScope, IconName>> = {
  openid: 'check',
  profile: 'person',
  email: 'mail',
  organizations: 'sheet',
  offline_access: 'clock',
};

/**
 * `/openid/interaction/<uid>`: who asks, as whom, for what. To deny takes as little as to allow. Where nothing is missing it asks
 * for a nod: any program may call itself by that name (RFC 8252 §8.6).
 */
export function renderConsent(view: ConsentView, chrome: Chrome): string {
  const { client, uid } = view;
  const frame = frameOf(chrome, client.support);
  const { t } = frame.words;
  const again = view.scopes.length + view.resources.length === 0;
  return renderSimple(frame, {
    heading: t('consent.heading', { client: client.name }),
    why: rich((marks) => t(again ? 'consent.againWhy' : 'consent.why', marks), {
      client: <Isolated text={client.name} />,
    }),
    picture: 'lock',
    content: (
      <>
        {again ? null : <Points frame={frame} view={view} />}
        <p class="chip">
          <Icon name="person" />
          <span class="chip-who">
            <span>
              {t('consent.signedInAs')} <Isolated text={view.address} />
            </span>
          </span>
        </p>
        <p class="hint">{t(again ? 'consent.againAfter' : 'consent.after')}</p>
        <form method="post" action={interactionPath(uid, 'consent')} class="form pair">
          <Csrf chrome={chrome} />
          <Submit name="decision" value="allow">
            {t('consent.allow')}
          </Submit>
          <Submit look="secondary" name="decision" value="deny">
            {t('consent.deny')}
          </Submit>
        </form>
      </>
    ),
  });
}

function Points({ frame, view }: { readonly frame: Frame; readonly view: ConsentView }) {
  return (
    <ul class="points">
      {view.scopes.map((scope) => (
        <Scope key={scope} frame={frame} scope={scope} />
      ))}
      {view.resources.map((resource) => (
        <Resource key={resource.uri} frame={frame} resource={resource} />
      ))}
    </ul>
  );
}

function Scope({ frame, scope }: { readonly frame: Frame; readonly scope: string }) {
  const { t } = frame.words;
  return (
    <li>
      <Icon name={isKnown(scope) ? PICTURES[scope] : 'key'} />
      <span>
        {isKnown(scope)
          ? t(`consent.${scope}`)
          : rich((marks) => t('consent.other', marks), { scope: <Isolated text={scope} /> })}
      </span>
    </li>
  );
}

function isKnown(scope: string): scope is KnownScope {
  return Object.hasOwn(PICTURES, scope);
}

function Resource(props: { readonly frame: Frame; readonly resource: ConsentView['resources'][number] }) {
  const { words } = props.frame;
  const { uri, scopes } = props.resource;
  const host = (
    <strong>
      <Isolated text={hostOf(uri)} />
    </strong>
  );
  return (
    <li>
      <Icon name="key" />
      <span>
        {scopes.length === 0
          ? rich((marks) => words.t('consent.resource', marks), { host })
          : rich((marks) => words.t('consent.resourceScopes', marks), {
              host,
              scopes: <Isolated text={words.list(scopes)} />,
            })}
      </span>
    </li>
  );
}

/** An API's host says whose it is; an address without one (`urn:…`) is shown whole. */
function hostOf(uri: string): string {
  const host = URL.canParse(uri) ? new URL(uri).host : '';
  return host === '' ? uri : host;
}
