import { expect, it } from 'vitest';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { HOUR_MS } from '../../platform/kernel/time.ts';
import { onBothEngines } from './engines.ts';
import { freshId, NOW } from './fixtures.ts';
import { artifact } from './openid-fixtures.ts';

/** How many contend. */
const CONTENDERS = 50;

onBothEngines('an artifact', (open) => {
  it('is stored whole, found by kind and key, and by the code that a person types', async () => {
    const { artifacts } = (await open()).storage;
    const full = artifact({
      kind: 'DeviceCode',
      accountId: freshId<AccountId>(),
      sessionId: freshId(),
      grantKey: freshId(),
      userCodeKey: freshId(),
      consumedAt: NOW,
    });
    const bare = artifact();
    for (const one of [full, bare]) {
      await artifacts.put(one);
      expect(await artifacts.find(one.kind, { key: one.key })).toEqual(one);
    }
    expect(await artifacts.find('DeviceCode', { userCodeKey: full.userCodeKey ?? '' })).toEqual(full);
    expect(await artifacts.find('AccessToken', { userCodeKey: full.userCodeKey ?? '' })).toBeNull();
    expect(await artifacts.find('RefreshToken', { key: bare.key })).toBeNull();
    expect(await artifacts.find('AccessToken', { key: freshId() })).toBeNull();
  });

  it('may have the key of another kind, and the kinds do not touch each other', async () => {
    const { artifacts } = (await open()).storage;
    const one = artifact({ kind: 'AccessToken' });
    const other = artifact({ kind: 'RefreshToken', key: one.key, payloadSealed: 'other' });
    await artifacts.put(one);
    await artifacts.put(other);
    expect(await artifacts.consume('RefreshToken', one.key, NOW)).toBe(true);
    expect(await artifacts.find('AccessToken', { key: one.key })).toEqual(one);
    await artifacts.remove('AccessToken', one.key);
    expect(await artifacts.find('RefreshToken', { key: one.key })).toEqual({ ...other, consumedAt: NOW });
  });

  it('that is put again is replaced, but stays consumed', async () => {
    const { artifacts } = (await open()).storage;
    const before = artifact({ kind: 'DeviceCode', userCodeKey: freshId() });
    await artifacts.put(before);
    const after = {
      ...before,
      payloadSealed: 'approved',
      accountId: freshId<AccountId>(),
      sessionId: freshId(),
      grantKey: freshId(),
      expiresAt: NOW + 2 * HOUR_MS,
    };
    await artifacts.put(after);
    expect(await artifacts.find('DeviceCode', { key: before.key })).toEqual(after);
    expect(await artifacts.consume('DeviceCode', before.key, NOW)).toBe(true);
    await artifacts.put(after);
    expect(await artifacts.find('DeviceCode', { key: before.key })).toMatchObject({ consumedAt: NOW });
    expect(await artifacts.consume('DeviceCode', before.key, NOW)).toBe(false);
  });

  it('is consumed by one of fifty on two nodes, and never when it is gone', async () => {
    const opened = await open();
    const nodes = [opened.storage.artifacts, opened.another().storage.artifacts] as const;
    const one = artifact();
    await nodes[0].put(one);
    const outcomes = await Promise.all(
      Array.from({ length: CONTENDERS }, (_, at) => nodes[at % 2 === 0 ? 0 : 1].consume(one.kind, one.key, NOW + at)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await nodes[1].find(one.kind, { key: one.key })).toMatchObject({ consumedAt: NOW + outcomes.indexOf(true) });
    await nodes[0].remove(one.kind, one.key);
    expect(await nodes[0].consume(one.kind, one.key, NOW)).toBe(false);
    expect(await nodes[0].consume(one.kind, freshId(), NOW)).toBe(false);
  });

  it('that must be new is taken from one of fifty on two nodes', async () => {
    const opened = await open();
    const nodes = [opened.storage.artifacts, opened.another().storage.artifacts] as const;
    const key = freshId();
    const outcomes = await Promise.all(
      Array.from({ length: CONTENDERS }, (_, at) =>
        nodes[at % 2 === 0 ? 0 : 1].putNew(artifact({ kind: 'ReplayDetection', key, payloadSealed: String(at) })),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const kept = await nodes[0].find('ReplayDetection', { key });
    expect(kept?.payloadSealed).toBe(String(outcomes.indexOf(true)));
  });

  it('goes with its grant, and those of other grants stay', async () => {
    const { artifacts } = (await open()).storage;
    const [grantKey, otherKey] = [freshId(), freshId()];
    const family = [
      artifact({ kind: 'Grant', key: grantKey }),
      artifact({ kind: 'AccessToken', grantKey }),
      artifact({ kind: 'RefreshToken', grantKey, consumedAt: NOW }),
      artifact({ kind: 'AuthorizationCode', grantKey }),
      artifact({ kind: 'DeviceCode', grantKey }),
    ];
    const others = [
      artifact({ kind: 'Grant', key: otherKey }),
      artifact({ kind: 'AccessToken', grantKey: otherKey }),
      artifact({ kind: 'AccessToken' }),
      // The same key, but no grant: it belongs to nothing.
      artifact({ kind: 'Session', key: grantKey }),
    ];
    for (const one of [...family, ...others]) await artifacts.put(one);
    await artifacts.removeGrant(grantKey);
    for (const { kind, key } of family) expect(await artifacts.find(kind, { key })).toBeNull();
    for (const one of others) expect(await artifacts.find(one.kind, { key: one.key })).toEqual(one);
  });

  it('never shares the code that a person types with a live one', async () => {
    const { artifacts } = (await open()).storage;
    const userCodeKey = freshId();
    await artifacts.put(artifact({ kind: 'DeviceCode', userCodeKey }));
    await expect(artifacts.put(artifact({ kind: 'DeviceCode', userCodeKey }))).rejects.toThrow();
  });
});
