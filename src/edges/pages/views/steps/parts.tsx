import type { ComponentChildren } from 'preact';
import type { Page } from '../../../../domain/sign-in/run/page.ts';
import { ButtonLink, Submit } from '../../../../platform/ui/buttons.tsx';
import { Icon, Progress } from '../../../../platform/ui/layout.tsx';
import { Alert } from '../../../../platform/ui/notice.tsx';
import { Isolated, rich } from '../../../../platform/ui/rich.tsx';
import { cancelPath, startPath } from '../attempt-path.ts';
import { AnswerForm } from '../form.tsx';
import type { Frame } from '../frame.tsx';
import { problemWords } from './problem-words.ts';

/** The top of a step: what went wrong, where one is, who one is, the heading, why. */
export function StepTop(props: {
  readonly page: Page;
  readonly frame: Frame;
  readonly heading: string;
  readonly why: ComponentChildren;
  /** The id of the field that a problem is about. */
  readonly field?: string;
  readonly picture?: ComponentChildren;
}) {
  const { page, frame } = props;
  return (
    <>
      <ProblemAlert page={page} frame={frame} {...(props.field === undefined ? {} : { field: props.field })} />
      {page.setUp === null ? null : (
        <Progress position={page.setUp.position} of={page.setUp.of}>
          {frame.words.t('frame.step', page.setUp)}
        </Progress>
      )}
      {props.picture}
      <h1>{props.heading}</h1>
      {props.why === null ? null : <p class="why">{props.why}</p>}
      <Who page={page} frame={frame} />
    </>
  );
}

/** What went wrong with the last answer. With a field, what to do next stands below it. */
function ProblemAlert(props: { readonly page: Page; readonly frame: Frame; readonly field?: string }) {
  const { page, frame, field } = props;
  if (page.problem === null) return null;
  const { title, next, ofField } = problemWords(page.problem, page.now, frame.words);
  return field !== undefined && ofField ? <Alert title={title} field={field} /> : <Alert title={title}>{next}</Alert>;
}

/** What to do about the problem, for the field it is about; nothing when the alert says it all. */
export function fieldError(page: Page, frame: Frame): { readonly error?: string } {
  if (page.problem === null) return {};
  const { next, ofField } = problemWords(page.problem, page.now, frame.words);
  return ofField ? { error: next } : {};
}

/** The account being signed in to, with a way back. */
function Who({ page, frame }: { readonly page: Page; readonly frame: Frame }) {
  if (page.address === null || page.step.kind === 'complete') return null;
  return (
    <div class="chip">
      <Icon name="person" />
      <div class="chip-who">
        <span>
          <span class="unseen">{frame.words.t('frame.signingInAs')} </span>
          <bdi class="break">{page.address}</bdi>
        </span>
        {page.step.kind === 'ask-password' || hasEnded(page) ? (
          <a href={startPath(page)}>{frame.words.t('frame.anotherEmail')}</a>
        ) : (
          <AnswerForm page={page} chrome={frame.chrome} answer="start-over" class="inline">
            <Submit look="text">{frame.words.t('frame.startOver')}</Submit>
          </AnswerForm>
        )}
      </div>
    </div>
  );
}

/** The way back to the application that sent the person; nothing where none did. */
export function BackToApplication(props: { readonly page: Page; readonly frame: Frame; readonly look?: 'primary' }) {
  const { application } = props.page;
  if (application === null) return null;
  // One element: a button lays its children out beside each other.
  const words = (
    <span>
      {rich((marks) => props.frame.words.t('frame.backTo', marks), {
        application: <Isolated text={application.name} />,
      })}
    </span>
  );
  const href = cancelPath(application, props.page);
  return props.look === undefined ? <a href={href}>{words}</a> : <ButtonLink href={href}>{words}</ButtonLink>;
}

/** There is nothing left to end: a link to the first page is enough. */
function hasEnded({ attempt, step }: Page): boolean {
  return attempt === null || (step.kind === 'refuse' && step.reason === 'attempt-over');
}

/** Why a second step is asked for: by whom, where an organization asks. */
export function mandateWords(
  page: Page,
  frame: Frame,
  asked: 'prove.mandate' | 'bind.why',
  own: 'prove.noMandate' | 'bind.noMandate',
) {
  return page.organizations.length === 0
    ? frame.words.t(own)
    : frame.words.t(asked, { organizations: frame.words.list(page.organizations), count: page.organizations.length });
}
