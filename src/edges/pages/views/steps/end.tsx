import type { RefusalReason, Step } from '../../../../domain/sign-in/decide/step.ts';
import { ButtonLink } from '../../../../platform/ui/buttons.tsx';
import { Contact, type IconName, Tile } from '../../../../platform/ui/layout.tsx';
import { rich } from '../../../../platform/ui/rich.tsx';
import type { PageKey } from '../../i18n/words.ts';
import { attemptPath } from '../attempt-path.ts';
import type { Frame } from '../frame.tsx';
import { StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

/** Seen only where the browser did not follow to the account by itself. */
export function complete({ page, frame }: StepProps<Step & { kind: 'complete' }>): StepFace {
  const { t } = frame.words;
  const heading = t('complete.heading');
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={t('complete.why')}
          picture={<Tile name="check" tone="good" />}
        />
        <ButtonLink href="/account">{t('complete.go')}</ButtonLink>
      </>
    ),
  };
}

/** How a refusal is told: its picture, its words, and what is to be done now. */
interface RefusalFace {
  readonly picture: IconName;
  readonly heading: PageKey;
  readonly why: PageKey;
  /** `start`: begin again. `wait`: try again, later. `ask`: only support can help. */
  readonly next: 'start' | 'wait' | 'ask';
}

const REFUSALS: Readonly<Record<RefusalReason, RefusalFace>> = {
  'attempt-over': { picture: 'clock', heading: 'refuse.overHeading', why: 'refuse.overWhy', next: 'start' },
  'account-disabled': { picture: 'lock', heading: 'refuse.disabledHeading', why: 'refuse.disabledWhy', next: 'ask' },
  'password-throttled': {
    picture: 'clock',
    heading: 'refuse.passwordHeading',
    why: 'refuse.passwordWhy',
    next: 'wait',
  },
  'too-many-tries': { picture: 'clock', heading: 'refuse.triesHeading', why: 'refuse.triesWhy', next: 'wait' },
  'set-up-frozen': { picture: 'lock', heading: 'refuse.frozenHeading', why: 'refuse.frozenWhy', next: 'ask' },
  'no-method-left': { picture: 'key', heading: 'refuse.noMethodHeading', why: 'refuse.noMethodWhy', next: 'ask' },
  'demand-unmet': { picture: 'lock', heading: 'refuse.demandHeading', why: 'refuse.demandWhy', next: 'ask' },
};

/** An attempt that cannot go on: why, what is safe, what next. */
export function refuse({ page, frame, step }: StepProps<Step & { kind: 'refuse' }>): StepFace {
  const { t, relative } = frame.words;
  const face = REFUSALS[step.reason];
  const heading = t(face.heading);
  return {
    heading,
    content: (
      <>
        <StepTop
          page={page}
          frame={frame}
          heading={heading}
          why={t(face.why)}
          picture={<Tile name={face.picture} tone={face.next === 'start' ? 'brand' : 'caution'} />}
        />
        {step.retryAt === null ? null : (
          <p class="when">{t('refuse.retry', { when: relative(Math.max(step.retryAt, page.now), page.now) })}</p>
        )}
        {step.reason === 'too-many-tries' ? <NotYou frame={frame} /> : null}
        {face.next === 'ask' ? <Ask frame={frame} /> : null}
        {face.next === 'wait' && step.retryAt !== null ? (
          <>
            <ButtonLink href={attemptPath(page)} look="secondary">
              {t('refuse.retryNow')}
            </ButtonLink>
            <p class="ways">
              <a href="/sign-in">{t('frame.startAgain')}</a>
            </p>
          </>
        ) : (
          <ButtonLink href="/sign-in" look={face.next === 'ask' ? 'secondary' : 'primary'}>
            {t('frame.startAgain')}
          </ButtonLink>
        )}
      </>
    ),
  };
}

function NotYou({ frame }: { readonly frame: Frame }) {
  const { words, support } = frame;
  return (
    <p>
      {support === null
        ? words.t('refuse.triesNotYouNoContact')
        : rich((marks) => words.t('refuse.triesNotYou', marks), {
            contact: <Contact contact={support} />,
          })}
    </p>
  );
}

function Ask({ frame }: { readonly frame: Frame }) {
  const { words, support } = frame;
  return (
    <p class="notice plain">
      <strong>{words.t('refuse.next')}</strong>
      <span>
        {support === null
          ? words.t('refuse.askOrganization')
          : rich((marks) => words.t('refuse.askContact', marks), {
              contact: <Contact contact={support} />,
            })}
      </span>
    </p>
  );
}
