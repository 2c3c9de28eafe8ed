import { expect, it } from 'vitest';
import type { AccountId } from '../../accounts/decide/account.ts';
import { involvedIn, reviewRefusal } from './alert.ts';

const [agent, person, opener] = ['agent', 'person', 'opener'] as unknown as readonly [AccountId, AccountId, AccountId];

it('lets nobody review what is about themselves, nor what was reviewed', () => {
  expect(reviewRefusal({ reviewedAt: null }, [agent], 'owner')).toBeNull();
  expect(reviewRefusal({ reviewedAt: null }, [agent], 'agent')).toBe('own-alert');
  expect(reviewRefusal({ reviewedAt: 1 }, [agent], 'owner')).toBe('unchanged');
});

it('is about the agent, or about whoever signed in and the agents of their reset', () => {
  const resets = [{ openedBy: opener, carriedOutBy: agent }];
  expect(involvedIn({ kind: 'many-resets', accountId: agent }, resets)).toEqual([agent]);
  expect(involvedIn({ kind: 'new-country', accountId: person }, resets)).toEqual([person, opener, agent]);
  const gone = [{ openedBy: opener, carriedOutBy: null }];
  expect(involvedIn({ kind: 'new-country', accountId: person }, gone)).toEqual([person, opener]);
});
