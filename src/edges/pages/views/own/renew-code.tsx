import { Submit } from '../../../../platform/ui/buttons.tsx';
import { Checkbox } from '../../../../platform/ui/fields.tsx';
import { BackLink, Tile } from '../../../../platform/ui/layout.tsx';
import { Alert } from '../../../../platform/ui/notice.tsx';
import type { Chrome } from '../contract.ts';
import { Csrf, Hidden } from '../form.tsx';
import { type Frame, frameOf, renderFrame } from '../frame.tsx';
import { Keepsake } from '../keepsake.tsx';
import type { RenewCodeView } from './contract.ts';

const PATH = '/account/security/recovery-code';

/** A new recovery code, shown until it is ticked as saved (S8). */
export function renderRenewCode(view: RenewCodeView, chrome: Chrome): string {
  const { person } = view;
  const frame = frameOf(chrome, person.support);
  const { t } = frame.words;
  const heading = t(view.replaces ? 'recovery.newHeading' : 'recovery.heading');
  return renderFrame(frame, {
    heading,
    person,
    content: (
      <>
        <BackLink href="/account/security">{t('frame.security')}</BackLink>
        <Problem frame={frame} view={view} />
        <Tile name="sheet" />
        <h1>{heading}</h1>
        <p class="why">{t(view.replaces ? 'own.codeReplacesWhy' : 'recovery.why')}</p>
        <Keepsake
          frame={frame}
          code={view.code}
          address={person.address}
          file={{ action: `${PATH}/file`, fields: <Hidden name="ticket" value={view.ticket} /> }}
        />
        <form method="post" action={PATH} class="form" novalidate>
          <Csrf chrome={chrome} />
          <Hidden name="ticket" value={view.ticket} />
          <Checkbox
            name="saved"
            value="yes"
            label={t('recovery.saved')}
            {...(view.problem === 'not-ticked' ? { error: t('own.tickNext') } : {})}
          />
          <Submit busy={t('own.saving')}>{t('frame.continue')}</Submit>
        </form>
      </>
    ),
  });
}

function Problem({ frame, view }: { readonly frame: Frame; readonly view: RenewCodeView }) {
  const { t } = frame.words;
  switch (view.problem) {
    case null:
      return null;
    case 'not-ticked':
      return <Alert title={t('own.tickTitle')} field="saved" />;
    case 'over':
      return <Alert title={t('own.overTitle')}>{t('own.overCodeNext')}</Alert>;
    case 'again':
      return <Alert title={t('own.againTitle')}>{t('own.againNext')}</Alert>;
  }
}
