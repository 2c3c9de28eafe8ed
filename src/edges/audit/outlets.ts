import { open } from 'node:fs/promises';
import { headLine } from '../../domain/audit/run/head-line.ts';
import type { HeadOutlet } from '../../domain/audit/run/ports.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';

const PATIENCE_MS = 5 * SECOND_MS;

/** The ways out that the settings name. */
export function headOutlets(settings: {
  readonly auditHeads: string | null;
  readonly auditWebhook: string | null;
}): readonly HeadOutlet[] {
  const { auditHeads, auditWebhook } = settings;
  return [
    ...(auditHeads === null ? [] : [fileOutlet(auditHeads)]),
    ...(auditWebhook === null ? [] : [webhookOutlet(auditWebhook)]),
  ];
}

/** Appends a line for each head. It is on the disk when `hand` resolves. */
function fileOutlet(path: string): HeadOutlet {
  return {
    name: 'file',
    async hand(head) {
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(headLine(head));
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** Posts each head as JSON; any answer from 200 to 299 means that it arrived. Redirects are not followed. */
function webhookOutlet(url: string): HeadOutlet {
  return {
    name: 'webhook',
    async hand(head) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: headLine(head),
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the webhook for audit heads answered ${answer.status}`);
    },
  };
}
