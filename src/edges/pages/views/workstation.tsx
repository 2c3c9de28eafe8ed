import { ButtonLink, Submit } from '../../../platform/ui/buttons.tsx';
import { Icon } from '../../../platform/ui/layout.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Chrome } from './contract.ts';
import { Csrf, Hidden } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';
import { renderSimple } from './simple-page.tsx';

/** `/workstation/<token>` posts `mark`: `yes` | `no` to itself. */
export type WorkstationView =
  /** `marked`: it is a shared workstation already. */
  | { readonly kind: 'ask'; readonly token: string; readonly organization: string; readonly marked: boolean }
  | { readonly kind: 'marked' | 'unmarked' }
  /** Used, expired or unknown. */
  | { readonly kind: 'over' };

/** Makes this browser a shared workstation, or an ordinary one again. */
export function renderWorkstation(view: WorkstationView, chrome: Chrome): string {
  const frame = frameOf(chrome, null);
  const { t } = frame.words;
  switch (view.kind) {
    case 'ask':
      return ask(frame, view);
    case 'over':
      return renderSimple(frame, {
        heading: t('workstation.overHeading'),
        why: t('workstation.overWhy'),
        picture: 'clock',
        tone: 'caution',
        content: null,
      });
    default:
      return renderSimple(frame, {
        heading: t(`workstation.${view.kind}Heading`),
        why: t(`workstation.${view.kind}Why`),
        picture: 'check',
        tone: 'good',
        content: <ButtonLink href="/sign-in">{t('frame.goToSignIn')}</ButtonLink>,
      });
  }
}

function ask(frame: Frame, view: WorkstationView & { kind: 'ask' }): string {
  const { t } = frame.words;
  return renderSimple(frame, {
    heading: t('workstation.heading'),
    why: rich((marks) => t('workstation.why', marks), { organization: <Isolated text={view.organization} /> }),
    picture: 'device',
    content: (
      <>
        <ul class="points">
          <li>
            <Icon name="key" />
            <span>{t('workstation.keepsNothing')}</span>
          </li>
          <li>
            <Icon name="clock" />
            <span>{t('workstation.endsSoon')}</span>
          </li>
          <li>
            <Icon name="person" />
            <span>{t('workstation.switches')}</span>
          </li>
        </ul>
        {view.marked ? (
          <p class="notice plain">{t('workstation.isMarked')}</p>
        ) : (
          <Choice frame={frame} token={view.token} mark="yes" look="primary" />
        )}
        {view.marked ? <Choice frame={frame} token={view.token} mark="no" look="secondary" /> : null}
      </>
    ),
  });
}

function Choice(props: {
  readonly frame: Frame;
  readonly token: string;
  readonly mark: 'yes' | 'no';
  readonly look: 'primary' | 'secondary';
}) {
  const { t } = props.frame.words;
  return (
    <form method="post" action={`/workstation/${encodeURIComponent(props.token)}`} class="form">
      <Csrf chrome={props.frame.chrome} />
      <Hidden name="mark" value={props.mark} />
      <Submit look={props.look} busy={t('frame.oneMoment')}>
        {t(props.mark === 'yes' ? 'workstation.mark' : 'workstation.unmark')}
      </Submit>
    </form>
  );
}
