import type { Left } from '../../../domain/access/run/ports.ts';
import type { Receipt } from '../../../domain/access/run/receipt.ts';
import { PrintButton, Submit } from '../../../platform/ui/buttons.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, Part, Table } from './parts.tsx';

/** A receipt with the names of whom it is about, as far as they are known still. */
export interface ReceiptView {
  readonly receipt: Receipt;
  readonly person: { readonly name: string; readonly address: string } | null;
  /** Null: they left everything. */
  readonly organization: string | null;
  readonly by: string;
}

const COUNTS: readonly (keyof Left)[] = [
  'sessions',
  'attempts',
  'tokens',
  'browsers',
  'invitations',
  'links',
  'resets',
  'applications',
];

/** `/console/receipts/<id>`. */
export function renderReceipt(view: ReceiptView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { receipt, person } = view;
  return renderDesk(frame, {
    heading: t('receipt.heading'),
    subject: 'people',
    content: (
      <>
        <p class="why">{t('receipt.why', { name: person?.name ?? t('receipt.deleted') })}</p>
        <Facts rows={factsOf(frame, view)} />
        <Part title={t('receipt.counts')}>
          <Table
            caption={t('receipt.counts')}
            columns={[{ name: t('receipt.what') }, { name: t('receipt.count'), end: true }]}
            rows={COUNTS.map((name) => ({ key: name, cells: [t(`receipt.${name}`), receipt.ended[name]] }))}
          />
        </Part>
        <Part title={t('receipt.evidence')}>
          <Facts
            rows={[
              [t('receipt.id'), <code class="break">{receipt.id}</code>],
              [t('receipt.digest'), <code class="break">{receipt.digest}</code>],
              [t('receipt.key'), <code class="break">{receipt.keyId}</code>],
              [t('receipt.signature'), <code class="break">{receipt.signature}</code>],
            ]}
          />
        </Part>
        <form class="form act" method="post" action={`/console/receipts/${receipt.id}`}>
          <input type="hidden" name="csrf" value={desk.csrf} />
          <div class="act-buttons">
            <Submit busy={t('frame.oneMoment')}>{t('receipt.download')}</Submit>
            <PrintButton>{t('receipt.print')}</PrintButton>
            <a href={`/console/people/${receipt.accountId}`}>{t('receipt.back')}</a>
          </div>
        </form>
      </>
    ),
  });
}

function factsOf(frame: DeskFrame, { receipt, person, organization, by }: ReceiptView) {
  const { t } = frame.words;
  const at = new Date(receipt.at).toISOString().slice(0, 19).replace('T', ' ');
  return [
    [
      t('receipt.person'),
      <bdi class="break">{person === null ? receipt.accountId : `${person.name}, ${person.address}`}</bdi>,
    ],
    [t('receipt.from'), <bdi class="break">{organization ?? t('receipt.everything')}</bdi>],
    [t('receipt.at'), `${at} UTC`],
    [t('receipt.by'), <bdi class="break">{by === 'system' ? t('audit.system') : by}</bdi>],
    [t('receipt.membership'), t(receipt.membershipEnded ? 'receipt.ended' : 'receipt.untouched')],
    [t('receipt.account'), t(receipt.accountDisabled ? 'receipt.disabled' : 'receipt.goesOn')],
  ] as const;
}
