import { type DryRunCounts, OUTLOOKS, type Outlook } from '../../../domain/dry-run/decide/outlook.ts';
import { COUNTED_MOST, type SeenPerson } from '../../../domain/dry-run/run/dry-run.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { Submit } from '../../../platform/ui/buttons.tsx';
import { type GivenTerms, termsQuery } from '../terms.ts';
import type { Again } from './again.ts';
import { ProblemAlert } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Pager, Part, Table } from './parts.tsx';
import { stepWords } from './person.tsx';
import { TermsFields } from './terms-fields.tsx';

/** What a dry run found, and the people of one page. */
export interface Found {
  readonly counts: DryRunCounts & { readonly complete: boolean };
  readonly people: readonly SeenPerson[];
  /** Those who meet this are listed; null: everybody. */
  readonly only: Outlook | null;
  readonly first: string | null;
  readonly next: string | null;
  /** Address of the page that lists those who meet something. */
  readonly filter: (outlook: Outlook | null) => string;
}

/** A dry run. */
interface DryRunView {
  readonly organization: Organization;
  readonly terms: GivenTerms;
  /** Whether whoever looks may put these terms into force. */
  readonly decides: boolean;
  /** Why these terms cannot be tried; null: they can. */
  readonly again: Again | null;
  readonly found: Found | null;
}

/** `/console/organizations/<id>/dry-run`. */
export function renderDryRun(view: DryRunView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { organization, terms, found, decides } = view;
  const page = `/console/organizations/${organization.id}`;
  const act = organization.mandate === null ? 'grant' : 'change';
  return renderDesk(frame, {
    heading: t('dryRun.heading', { name: organization.name }),
    subject: 'organizations',
    content: (
      <>
        <p class="why">{t('dryRun.why')}</p>
        {found === null ? null : <Results frame={frame} found={found} />}
        {found === null || !decides ? null : (
          <p>
            <a href={`${page}/${act}?${termsQuery(terms)}`}>{t(`dryRun.${act}`)}</a>
          </p>
        )}
        <Part title={t('dryRun.terms')}>
          <form class="form act" method="get" action={`${page}/dry-run`} novalidate>
            {view.again === null ? null : <ProblemAlert frame={frame} again={view.again} />}
            <TermsFields frame={frame} terms={terms} again={view.again} />
            <div class="act-buttons">
              <Submit busy={t('frame.oneMoment')}>{t('dryRun.try')}</Submit>
              <a href={page}>{t('mandate.back')}</a>
            </div>
          </form>
        </Part>
      </>
    ),
  });
}

function Results({ frame, found }: { readonly frame: DeskFrame; readonly found: Found }) {
  const { t } = frame.words;
  const { counts } = found;
  return (
    <>
      {counts.complete ? null : <p>{t('dryRun.first', { count: COUNTED_MOST })}</p>}
      <Part title={t('dryRun.meets')}>
        <Kinds frame={frame} found={found} />
      </Part>
      <Part title={t('dryRun.methods')}>
        <Table
          caption={t('dryRun.methodsCaption', { count: counts.covered })}
          columns={[{ name: t('dryRun.method') }, { name: t('dryRun.people'), end: true }]}
          rows={counts.methods.map(({ method, people }) => ({
            key: method,
            cells: [t(`method.${method}`), people],
          }))}
        />
      </Part>
      <Part title={found.only === null ? t('dryRun.everybody') : t(`outlook.${found.only}`)}>
        <People frame={frame} found={found} />
      </Part>
    </>
  );
}

/** Outlooks as rows, kinds of member as columns: each number leads to its people. */
function Kinds({ frame, found }: { readonly frame: DeskFrame; readonly found: Found }) {
  const { t } = frame.words;
  const { counts } = found;
  const met = OUTLOOKS.filter((outlook) => counts.byOutlook[outlook] > 0);
  return (
    <Table
      caption={t('dryRun.meets')}
      columns={[
        { name: t('dryRun.outlook') },
        { name: t('dryRun.all'), end: true },
        ...counts.kinds.map(({ kind }) => ({ name: t(`kinds.${kind}`), end: true })),
      ]}
      rows={met.map((outlook) => ({
        key: outlook,
        cells: [
          <a href={found.filter(outlook)} {...(outlook === found.only ? { 'aria-current': 'true' as const } : {})}>
            {t(`outlook.${outlook}`)}
          </a>,
          counts.byOutlook[outlook],
          ...counts.kinds.map(({ byOutlook }) => byOutlook[outlook]),
        ],
      }))}
    />
  );
}

function People({ frame, found }: { readonly frame: DeskFrame; readonly found: Found }) {
  const { t } = frame.words;
  return (
    <>
      {found.only === null ? null : (
        <p>
          <a href={found.filter(null)}>{t('list.all')}</a>
        </p>
      )}
      {found.people.length === 0 ? (
        <p class="quiet">{t('dryRun.nobody')}</p>
      ) : (
        <Table
          caption={t('dryRun.peopleCaption')}
          columns={[{ name: t('people.name') }, { name: t('organizations.kind') }, { name: t('person.nextTitle') }]}
          rows={found.people.map((person) => ({
            key: person.accountId,
            cells: [
              <a href={`/console/people/${person.accountId}`}>
                <bdi class="break">{person.name}</bdi>
              </a>,
              t(`kind.${person.kind}`),
              stepWords(frame, person.step),
            ],
          }))}
        />
      )}
      <Pager frame={frame} first={found.first} next={found.next} />
    </>
  );
}
