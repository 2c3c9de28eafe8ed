import { ButtonLink, Submit } from '../../../../platform/ui/buttons.tsx';
import { TextField } from '../../../../platform/ui/fields.tsx';
import { BackLink } from '../../../../platform/ui/layout.tsx';
import { Alert } from '../../../../platform/ui/notice.tsx';
import type { Chrome } from '../contract.ts';
import { Csrf } from '../form.tsx';
import { type Frame, frameOf, renderFrame } from '../frame.tsx';
import { Used } from '../moments.tsx';
import type { MethodView } from './contract.ts';

/** One app or passkey: its name, its replacement, its removal. */
export function renderMethod(view: MethodView, chrome: Chrome): string {
  const { person, method } = view;
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  return renderFrame(frame, {
    heading: method.label,
    person,
    wide: true,
    content: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        <Problem frame={frame} view={view} />
        <h1>
          <bdi class="break">{method.label}</bdi>
          {method.here ? <span class="tag">{t('security.here')}</span> : null}
          {method.suspended ? <span class="tag caution">{t('own.suspended')}</span> : null}
        </h1>
        <p class="why">
          {t(method.kind === 'totp' ? 'own.isApp' : method.maySync ? 'security.syncs' : 'security.stays')}
          {method.provider === null ? null : (
            <>
              {' · '}
              <bdi>{method.provider}</bdi>
            </>
          )}
          <br />
          <Used frame={frame} bound={method} now={view.now} />
        </p>
        {method.lost ? <Resume frame={frame} view={view} /> : null}
        <Rename frame={frame} view={view} />
        {method.kind === 'totp' ? <Replace frame={frame} view={view} /> : null}
        <Remove frame={frame} view={view} />
      </>
    ),
  });
}

interface Part {
  readonly frame: Frame;
  readonly view: MethodView;
}

function Problem({ frame, view }: Part) {
  const { t } = frame.words;
  switch (view.problem) {
    case null:
      return null;
    case 'label':
      return <Alert title={t('own.labelTitle')} field="label" />;
    case 'needed':
      return <Alert title={t('own.neededTitle')}>{needed(frame, view)}</Alert>;
    case 'again':
      return <Alert title={t('own.againTitle')}>{t('own.againNext')}</Alert>;
  }
}

function Resume({ frame, view }: Part) {
  const { t } = frame.words;
  return (
    <section class="block">
      <h2>{t('own.resumeTitle')}</h2>
      <p>{t('own.resumeWhy')}</p>
      <form method="post" action={`${pathOf(view)}/resume`} class="form">
        <Csrf chrome={frame.chrome} />
        <Submit busy={t('frame.oneMoment')}>{t('own.resume')}</Submit>
      </form>
    </section>
  );
}

function Rename({ frame, view }: Part) {
  const { t } = frame.words;
  return (
    <form method="post" action={`${pathOf(view)}/rename`} class="form" novalidate>
      <Csrf chrome={frame.chrome} />
      <TextField
        name="label"
        label={t('own.label')}
        hint={t('own.labelHint')}
        value={view.method.label}
        maxlength={60}
        {...(view.problem === 'label' ? { error: t('own.labelNext') } : {})}
      />
      <Submit look="secondary" busy={t('own.saving')}>
        {t('own.saveLabel')}
      </Submit>
    </form>
  );
}

function Replace({ frame, view }: Part) {
  const { t } = frame.words;
  return (
    <section class="block">
      <h2>{t('own.replaceTitle')}</h2>
      <p>{t('own.replaceWhy')}</p>
      <ButtonLink href={`${pathOf(view)}/replace`} look="secondary">
        {t('own.replace')}
      </ButtonLink>
    </section>
  );
}

function Remove({ frame, view }: Part) {
  const { t } = frame.words;
  return (
    <section class="block">
      <h2>{t('own.removeTitle')}</h2>
      {view.method.needed ? (
        <p>{needed(frame, view)}</p>
      ) : (
        <>
          <p>{t(view.method.kind === 'totp' ? 'own.removeAppWhy' : 'own.removePasskeyWhy')}</p>
          <form method="post" action={`${pathOf(view)}/remove`} class="form">
            <Csrf chrome={frame.chrome} />
            <Submit look="secondary" busy={t('own.removing')}>
              {t('own.remove')}
            </Submit>
          </form>
        </>
      )}
    </section>
  );
}

function needed({ words }: Frame, { organizations, method }: MethodView): string {
  const names = { organizations: words.list(organizations), count: organizations.length };
  return words.t(method.kind === 'totp' ? 'own.neededApp' : 'own.neededPasskey', names);
}

function pathOf({ method }: MethodView): string {
  return `/account/security/method/${method.id}`;
}
