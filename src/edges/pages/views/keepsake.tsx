import type { ComponentChildren } from 'preact';
import { CopyButton, PrintButton, Submit } from '../../../platform/ui/buttons.tsx';
import type { Chrome } from './contract.ts';
import { Csrf } from './form.tsx';
import { type Frame, frameOf } from './frame.tsx';

/** A recovery code with Copy, Download and Print. Its file is posted for, so that the code is in no address. */
export function Keepsake(props: {
  readonly frame: Frame;
  /** In groups of four. */
  readonly code: string;
  /** Whose it is: said on paper. */
  readonly address: string | null;
  /** Where the file comes from, and what its form says. */
  readonly file: { readonly action: string; readonly fields: ComponentChildren };
}) {
  const { frame, code, file } = props;
  const { t } = frame.words;
  return (
    <div class="keepsake">
      {/* For the printed sheet alone: whose code it is. */}
      <p class="on-paper">
        {t('recovery.fileTitle', { instance: frame.chrome.instanceName })} · <bdi>{props.address}</bdi>
      </p>
      <div class="secret-box" role="group" aria-label={t('recovery.codeLabel')}>
        <bdi class="secret" dir="ltr">
          {grouped(code).map((group) => (
            <span key={group}>{group}</span>
          ))}
        </bdi>
      </div>
      <div class="tools">
        <CopyButton text={code} done={t('recovery.copied')}>
          {t('recovery.copy')}
        </CopyButton>
        <form method="post" action={file.action} data-stays>
          <Csrf chrome={frame.chrome} />
          {file.fields}
          <Submit look="secondary">{t('recovery.download')}</Submit>
        </form>
        <PrintButton>{t('recovery.print')}</PrintButton>
      </div>
      <p class="hint">{t('recovery.advice')}</p>
    </div>
  );
}

/** The text file behind **Download**. */
export function keepsakeFile(
  code: string,
  address: string | null,
  chrome: Chrome,
): { readonly name: string; readonly text: string } {
  const { t } = frameOf(chrome, null).words;
  const lines = [
    t('recovery.fileTitle', { instance: chrome.instanceName }),
    ...(address === null ? [] : [t('recovery.fileAccount', { address })]),
    '',
    code,
    '',
    t('recovery.fileAdvice'),
    '',
  ];
  return { name: t('recovery.fileName'), text: lines.join('\r\n') };
}

/** Groups keep their dash, so that what is selected and copied by hand is the whole code. */
function grouped(code: string): readonly string[] {
  return code.split(/(?<=-)/);
}
