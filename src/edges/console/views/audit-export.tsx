import { EXPORT_FORMATS } from '../../../domain/audit/run/export-lines.ts';
import { Choices } from '../../../platform/ui/choices.tsx';
import type { Again } from './again.ts';
import type { AuditAsked } from './audit.tsx';
import { ActForm } from './form.tsx';
import { type Desk, deskFrameOf, renderDesk } from './frame.tsx';
import { Facts, Part } from './parts.tsx';

const NAMES = { about: 'about', by: 'by', event: 'event', org: 'organization', from: 'from', to: 'to' } as const;

/** `/console/audit/export`. */
export function renderExport(view: { readonly asked: AuditAsked; readonly again: Again | null }, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const given = Object.entries(view.asked).filter(([, value]) => value !== '') as [keyof AuditAsked, string][];
  const query = new URLSearchParams(given);
  return renderDesk(frame, {
    heading: t('audit.exportHeading'),
    subject: 'audit',
    content: (
      <ActForm
        frame={frame}
        action="/console/audit/export"
        back={query.size === 0 ? '/console/audit' : `/console/audit?${query}`}
        submit={t('audit.download')}
        staysBusy={false}
        again={view.again}
      >
        <p>{t('audit.exportWhy')}</p>
        <Part title={t('audit.exportWhat')}>
          {given.length === 0 ? (
            <p>{t('audit.exportAll')}</p>
          ) : (
            <Facts rows={given.map(([name, value]) => [t(`audit.${NAMES[name]}`), <bdi class="break">{value}</bdi>])} />
          )}
        </Part>
        {given.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Choices
          name="format"
          kind="radio"
          legend={t('audit.format')}
          options={EXPORT_FORMATS.map((one) => ({ value: one, label: t(`audit.${one}`), hint: t(`audit.${one}Hint`) }))}
          chosen={['jsonl']}
        />
      </ActForm>
    ),
  });
}
