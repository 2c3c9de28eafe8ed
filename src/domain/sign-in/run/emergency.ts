import { newId } from '../../../platform/random.ts';
import type { OutboxMessage } from '../../mail/decide/message.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, snapshotOf, withAudit, withChange } from './draft.ts';

/** Where owners review what was done. */
const REVIEW = '/console/break-glass';

/** The alarm of a break-glass account, in the transaction that spends its code: a use to be reviewed, and a mail to every owner. */
export async function withEmergency(deps: SignInDeps, draft: Draft): Promise<Draft> {
  const { account } = snapshotOf(draft);
  const { source, userAgent } = draft.visitor;
  const at = draft.loaded.now;
  const useId = newId<string>(deps.random);
  const where = { browser: deps.describeBrowser(userAgent), source, path: REVIEW };
  const content = { kind: 'break-glass-used', name: account.name, ...where } as const;
  const owners = await deps.emergencies.owners(null);
  const outbox = owners.map(
    ({ id, name, address, locale }): OutboxMessage => ({
      id: newId<string>(deps.random),
      accountId: id,
      to: { name, address },
      locale,
      content,
      createdAt: at,
      notAfter: null,
    }),
  );
  const audited = withAudit(deps, draft, 'break-glass.used', { use: useId, told: owners.length });
  return withChange(audited, { breakGlass: { id: useId, accountId: account.id, at }, outbox });
}
