import { rich } from '../../../platform/ui/rich.tsx';
import type { Frame } from './frame.tsx';

/** When something was added and last used. */
export function Used(props: {
  readonly frame: Frame;
  readonly bound: { readonly boundAt: number; readonly lastUsedAt: number | null };
  readonly now: number;
}) {
  const { frame, bound, now } = props;
  const { t } = frame.words;
  return (
    <span>
      {rich((marks) => t('security.added', marks), { when: <When frame={frame} at={bound.boundAt} now={now} /> })},{' '}
      {bound.lastUsedAt === null
        ? t('security.neverUsed')
        : rich((marks) => t('security.used', marks), {
            when: <When frame={frame} at={bound.lastUsedAt} now={now} />,
          })}
    </span>
  );
}

/** A past moment as people say it, with the exact one for whoever looks closer. */
export function When({ frame, at, now }: { readonly frame: Frame; readonly at: number; readonly now: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={frame.words.day(at)}>
      {frame.words.relative(Math.min(at, now - 1), now)}
    </time>
  );
}
