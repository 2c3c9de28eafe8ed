import type { ComponentChildren } from 'preact';
import type { RefusalReason, Step } from '../../../../domain/sign-in/decide/step.ts';
import type { Page, PageApplication } from '../../../../domain/sign-in/run/page.ts';
import { DAY_MS } from '../../../../platform/kernel/time.ts';
import { ButtonLink } from '../../../../platform/ui/buttons.tsx';
import { Contact, type IconName, Tile } from '../../../../platform/ui/layout.tsx';
import { Isolated, rich } from '../../../../platform/ui/rich.tsx';
import type { PageKey } from '../../i18n/words.ts';
import { attemptPath, interactionPath, startPath } from '../attempt-path.ts';
import type { Frame } from '../frame.tsx';
import { BackToApplication, StepTop } from './parts.tsx';
import type { StepFace, StepProps } from './step-view.ts';

/** Seen only where the browser did not follow to the account by itself. */
export function complete({ page, frame }: StepProps<Step & { kind: 'complete' }>): StepFace {
  const { t } = frame.words;
  const { application } = page;
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
        {application === null ? (
          <ButtonLink href="/account">{t('complete.go')}</ButtonLink>
        ) : (
          <ButtonLink href={interactionPath(application.uid)}>
            {t('complete.goOn', { application: application.name })}
          </ButtonLink>
        )}
      </>
    ),
  };
}

/** Nobody waits longer than this: another way is shown. */
const LONG_MS = 2 * DAY_MS;

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
  const { application } = page;
  const unmet = step.reason === 'demand-unmet' ? application : null;
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
          why={unmet === null ? t(face.why) : demandWords(unmet, frame)}
          picture={<Tile name={face.picture} tone={face.next === 'start' ? 'brand' : 'caution'} />}
        />
        {step.retryAt === null ? null : step.retryAt > page.now + LONG_MS ? (
          <p>
            {t('refuse.triesElsewhere')} <a href="/unlock">{t('refuse.letIn')}</a>
          </p>
        ) : (
          <p class="when">{t('refuse.retry', { when: relative(Math.max(step.retryAt, page.now), page.now) })}</p>
        )}
        {step.reason === 'too-many-tries' ? <NotYou frame={frame} /> : null}
        {face.next === 'ask' ? <Ask frame={frame} unmet={unmet} /> : null}
        <WaysOn page={page} frame={frame} next={face.next === 'wait' && step.retryAt === null ? 'start' : face.next} />
      </>
    ),
  };
}

/** What can be pressed: the likeliest as a button, the others as links. */
function WaysOn(props: { readonly page: Page; readonly frame: Frame; readonly next: RefusalFace['next'] }) {
  const { page, frame, next } = props;
  const { t } = frame.words;
  const back = <BackToApplication page={page} frame={frame} />;
  const start = <a href={startPath(page)}>{t('frame.startAgain')}</a>;
  switch (next) {
    case 'wait':
      return (
        <>
          <ButtonLink href={attemptPath(page)} look="secondary">
            {t('refuse.retryNow')}
          </ButtonLink>
          <p class="ways">
            {start}
            {back}
          </p>
        </>
      );
    case 'ask':
      return page.application === null ? (
        <ButtonLink href={startPath(page)} look="secondary">
          {t('frame.startAgain')}
        </ButtonLink>
      ) : (
        <>
          <BackToApplication page={page} frame={frame} look="primary" />
          <p class="ways">{start}</p>
        </>
      );
    case 'start':
      return (
        <>
          <ButtonLink href={startPath(page)}>{t('frame.startAgain')}</ButtonLink>
          {page.application === null ? null : <p class="ways">{back}</p>}
        </>
      );
  }
}

function demandWords(application: PageApplication, frame: Frame): ComponentChildren {
  return rich((marks) => frame.words.t('refuse.demandApplicationWhy', marks), {
    application: <Isolated text={application.name} />,
  });
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

function Ask(props: { readonly frame: Frame; readonly unmet: PageApplication | null }) {
  const { frame, unmet } = props;
  return (
    <p class="notice plain">
      <strong>{frame.words.t('refuse.next')}</strong>
      <span>{unmet === null ? askWords(frame) : askStrongerWords(unmet, frame)}</span>
    </p>
  );
}

function askWords({ words, support }: Frame): ComponentChildren {
  return support === null
    ? words.t('refuse.askOrganization')
    : rich((marks) => words.t('refuse.askContact', marks), { contact: <Contact contact={support} /> });
}

function askStrongerWords({ name }: PageApplication, { words, support }: Frame): ComponentChildren {
  const application = <Isolated text={name} />;
  return support === null
    ? rich((marks) => words.t('refuse.demandNoContact', marks), { application })
    : rich((marks) => words.t('refuse.demandContact', marks), {
        application,
        contact: <Contact contact={support} />,
      });
}
