import { DAYS_MAX } from '../../../domain/break-glass/decide/seal.ts';
import type { BreakGlassOverview, Envelopes } from '../../../domain/break-glass/run/break-glass.ts';
import { ButtonLink, PrintButton } from '../../../platform/ui/buttons.tsx';
import { TextArea, TypedField } from '../../../platform/ui/choices.tsx';
import { EmailField, TextField } from '../../../platform/ui/fields.tsx';
import { Notice } from '../../../platform/ui/notice.tsx';
import type { Again } from './again.ts';
import { ActForm, Consequences, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Address, Facts, Part, Table, When } from './parts.tsx';

type Account = BreakGlassOverview['accounts'][number];
type Use = BreakGlassOverview['uses'][number];

const LIST = '/console/break-glass';

/** `/console/break-glass`: accounts in sealed envelopes, and what they were used for. */
export function renderBreakGlass({ accounts, uses }: BreakGlassOverview, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const missing = uses.filter(({ reviewedAt }) => reviewedAt === null).length;
  return renderDesk(frame, {
    heading: t('breakGlass.heading'),
    subject: 'break-glass',
    content: (
      <>
        <p class="why">{t('breakGlass.why')}</p>
        {missing === 0 ? null : (
          <Notice tone="caution" title={t('breakGlass.unreviewed', { count: missing })}>
            <p>{t('breakGlass.unreviewedNext')}</p>
          </Notice>
        )}
        <Part title={t('breakGlass.accounts')}>
          {accounts.length === 0 ? <p class="quiet">{t('breakGlass.none')}</p> : <Accounts {...{ frame, accounts }} />}
          <nav class="acts" aria-label={t('breakGlass.acts')}>
            <a href={`${LIST}/new`}>{t('breakGlass.make')}</a>
          </nav>
        </Part>
        <Part title={t('breakGlass.uses')}>
          {uses.length === 0 ? <p class="quiet">{t('breakGlass.neverUsed')}</p> : <Uses {...{ frame, uses }} />}
        </Part>
      </>
    ),
  });
}

function Accounts({ frame, accounts }: { readonly frame: DeskFrame; readonly accounts: readonly Account[] }) {
  const { t } = frame.words;
  const columns = ['name', 'address', 'state', 'until', 'acts'] as const;
  return (
    <Table
      caption={t('breakGlass.accounts')}
      columns={columns.map((name) => ({ name: t(`breakGlass.${name}`) }))}
      rows={accounts.map((one) => ({
        key: one.accountId,
        cells: [
          <bdi class="break">{one.name}</bdi>,
          <Address>{one.address}</Address>,
          t(`breakGlass.is-${one.state}`),
          <When frame={frame} at={one.expiresAt} />,
          one.state === 'revoked' ? null : <Acts frame={frame} account={one} />,
        ],
      }))}
    />
  );
}

function Acts({ frame, account }: { readonly frame: DeskFrame; readonly account: Account }) {
  const { t } = frame.words;
  const { accountId, name } = account;
  return (
    <>
      <a href={`${LIST}/${accountId}/renew`} aria-label={t('breakGlass.renewOf', { name })}>
        {t('breakGlass.renew')}
      </a>{' '}
      <a href={`${LIST}/${accountId}/revoke`} aria-label={t('breakGlass.revokeOf', { name })}>
        {t('breakGlass.revoke')}
      </a>
    </>
  );
}

function Uses({ frame, uses }: { readonly frame: DeskFrame; readonly uses: readonly Use[] }) {
  const { t } = frame.words;
  return (
    <Table
      caption={t('breakGlass.uses')}
      columns={[{ name: t('breakGlass.name') }, { name: t('breakGlass.when') }, { name: t('breakGlass.review') }]}
      rows={uses.map((use) => ({
        key: use.id,
        cells: [
          <bdi class="break">{use.name}</bdi>,
          <When frame={frame} at={use.usedAt} />,
          <Reviewed frame={frame} use={use} />,
        ],
      }))}
    />
  );
}

function Reviewed({ frame, use }: { readonly frame: DeskFrame; readonly use: Use }) {
  const { t } = frame.words;
  if (use.reviewedAt === null) return <a href={`${LIST}/uses/${use.id}/review`}>{t('breakGlass.reviewNow')}</a>;
  return (
    <>
      <bdi class="break">{use.note ?? t('breakGlass.unreadable')}</bdi>{' '}
      <span class="quiet">
        <bdi>{use.reviewedBy?.name ?? t('breakGlass.gone')}</bdi>, <When frame={frame} at={use.reviewedAt} />
      </span>
    </>
  );
}

/** `/console/break-glass/new`. */
export function renderNewBreakGlass(view: { readonly again: Again | null; readonly days: number }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { again, days } = view;
  return renderDesk(frame, {
    heading: t('breakGlass.newHeading'),
    subject: 'break-glass',
    content: (
      <ActForm frame={frame} action={`${LIST}/new`} back={LIST} submit={t('breakGlass.seal')} again={again}>
        <p>{t('breakGlass.newWhy')}</p>
        <TextField
          name="name"
          label={t('breakGlass.name')}
          hint={t('breakGlass.nameHint')}
          value={given(again, 'name')}
          maxlength={120}
          {...errorAt(again, 'name')}
        />
        <EmailField
          name="address"
          label={t('breakGlass.address')}
          hint={t('breakGlass.addressHint')}
          value={given(again, 'address')}
          nothingFilledIn
          {...errorAt(again, 'address')}
        />
        <Days frame={frame} again={again} days={days} />
      </ActForm>
    ),
  });
}

function Days(props: { readonly frame: DeskFrame; readonly again: Again | null; readonly days: number }) {
  const { frame, again, days } = props;
  const { t } = frame.words;
  const value = again === null ? String(days) : given(again, 'days');
  return (
    <TypedField
      type="number"
      min="1"
      max={String(DAYS_MAX)}
      name="days"
      label={t('breakGlass.days')}
      hint={t('breakGlass.daysHint')}
      value={value}
      {...errorAt(again, 'days')}
    />
  );
}

/** `/console/break-glass/<id>/renew`. */
export function renderRenew(
  view: { readonly account: Account; readonly again: Again | null; readonly days: number },
  desk: Desk,
): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { account, again, days } = view;
  const action = `${LIST}/${account.accountId}/renew`;
  return renderDesk(frame, {
    heading: t('breakGlass.renewHeading', { name: account.name }),
    subject: 'break-glass',
    content: (
      <ActForm frame={frame} action={action} back={LIST} submit={t('breakGlass.seal')} again={again}>
        <p>{t('breakGlass.newWhy')}</p>
        <Consequences lines={[t('breakGlass.renewEnds')]} />
        <Days frame={frame} again={again} days={days} />
      </ActForm>
    ),
  });
}

/** `/console/break-glass/<id>/revoke`. */
export function renderRevoke(view: { readonly account: Account; readonly again: Again | null }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { account, again } = view;
  const action = `${LIST}/${account.accountId}/revoke`;
  return renderDesk(frame, {
    heading: t('breakGlass.revokeHeading', { name: account.name }),
    subject: 'break-glass',
    content: (
      <ActForm frame={frame} action={action} back={LIST} submit={t('breakGlass.revoke')} danger again={again}>
        <Consequences lines={[t('breakGlass.revokeEnds'), t('breakGlass.revokeForEver')]} />
      </ActForm>
    ),
  });
}

/** `/console/break-glass/uses/<id>/review`. */
export function renderReview(view: { readonly use: Use; readonly again: Again | null }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { use, again } = view;
  const action = `${LIST}/uses/${use.id}/review`;
  return renderDesk(frame, {
    heading: t('breakGlass.reviewHeading', { name: use.name }),
    subject: 'break-glass',
    content: (
      <ActForm frame={frame} action={action} back={LIST} submit={t('breakGlass.reviewed')} again={again}>
        <p>{t('breakGlass.reviewWhy')}</p>
        <TextArea
          name="note"
          label={t('breakGlass.note')}
          hint={t('breakGlass.noteHint')}
          value={given(again, 'note')}
          maxlength={1_000}
          {...errorAt(again, 'note')}
        />
      </ActForm>
    ),
  });
}

/** Both halves, shown once. */
export function renderEnvelopes({ address, password, code, expiresAt }: Envelopes, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  // On paper "in 180 days" would say nothing.
  const until = frame.words.day(expiresAt);
  return renderDesk(frame, {
    heading: t('breakGlass.envelopesHeading'),
    subject: 'break-glass',
    content: (
      <>
        <p class="why">{t('breakGlass.envelopesWhy')}</p>
        <Part title={t('breakGlass.first')}>
          <Facts
            rows={[
              [t('breakGlass.address'), <bdi class="break">{address}</bdi>],
              [t('breakGlass.password'), <bdi class="strong break">{password}</bdi>],
              [t('breakGlass.until'), until],
            ]}
          />
        </Part>
        <Part title={t('breakGlass.second')}>
          <Facts
            rows={[
              [t('breakGlass.code'), <bdi class="strong break">{code}</bdi>],
              [t('breakGlass.until'), until],
            ]}
          />
        </Part>
        <div class="act-buttons">
          <PrintButton>{t('breakGlass.print')}</PrintButton>
          <ButtonLink href={LIST} look="secondary">
            {t('breakGlass.done')}
          </ButtonLink>
        </div>
      </>
    ),
  });
}

function given(again: Again | null, name: string): string {
  const text = again?.given[name];
  return typeof text === 'string' ? text : '';
}
