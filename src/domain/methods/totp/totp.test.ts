import { Buffer } from 'node:buffer';
import { ScureBase32Plugin } from 'otplib';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Binding, Ceremony, Verdict } from '../method.ts';
import { codeAt, stepAt, type TotpSecret } from './codes.ts';
import { createTotp } from './index.ts';
import type { TotpBindView } from './view.ts';

const base32 = new ScureBase32Plugin();
const secret = base32.encode(Buffer.from('12345678901234567890'));
const method = createTotp({ random: systemRandom, issuer: 'Riverside: sign-in' });
const bind = method.bind as NonNullable<typeof method.bind>;
const noon = 1_800_000_000_000;
const step = stepAt(noon);

const at = (now: number): Ceremony => ({
  accountId: 'account-1' as AccountId,
  attemptId: 'attempt-1',
  attemptVersion: 1,
  purpose: 'prove',
  now,
});

function bindingOf(held: Partial<TotpSecret> = {}, id = 'app-1'): Binding {
  const whole: TotpSecret = { secret, lastStep: -1, drift: 0, lean: 0, ...held };
  return { id: id as AuthenticatorId, externalId: null, label: '', secret: JSON.stringify(whole) };
}

const verify = (code: string | undefined, binding: Binding | readonly Binding[] = bindingOf(), now = noon) =>
  method.verify(at(now), { code }, [binding].flat(), null);

/** The binding as it is stored after a proof. */
function after(verdict: Verdict): Binding & { readonly held: TotpSecret } {
  if (verdict.outcome !== 'proved' || typeof verdict.secretAfter !== 'string') throw new Error(JSON.stringify(verdict));
  const held = JSON.parse(verdict.secretAfter) as TotpSecret;
  return { ...bindingOf(held), held };
}

describe('codes', () => {
  test('the values of RFC 4226 appendix D come out', () => {
    const codes = Array.from({ length: 10 }, (_, counter) => codeAt(secret, counter));
    expect(codes).toEqual('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' '));
  });

  test('the SHA-1 values of RFC 6238 appendix B come out, cut to six digits', () => {
    const vectors = [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_111_111_111, '14050471'],
      [1_234_567_890, '89005924'],
      [2_000_000_000, '69279037'],
      [20_000_000_000, '65353130'],
    ] as const;
    for (const [seconds, code] of vectors) expect(codeAt(secret, stepAt(seconds * 1_000))).toBe(code.slice(2));
  });
});

describe('proving the app', () => {
  test('the code of this step and of one either side proves, two away does not', async () => {
    for (const offset of [-1, 0, 1]) {
      const verdict = await verify(codeAt(secret, step + offset));
      expect(verdict).toMatchObject({ outcome: 'proved', bindingId: 'app-1', userVerified: false });
      expect(after(verdict).held.lastStep).toBe(step + offset);
    }
    for (const offset of [-3, -2, 2, 3]) {
      expect(await verify(codeAt(secret, step + offset))).toEqual({ outcome: 'rejected', reason: 'mismatch' });
    }
  });

  test('a step begins and ends on the second', async () => {
    const code = codeAt(secret, step);
    const begin = step * 30_000;
    const outcomes = await Promise.all(
      [begin - 30_001, begin - 30_000, begin + 59_999, begin + 60_000].map((now) => verify(code, bindingOf(), now)),
    );
    expect(outcomes.map((each) => each.outcome)).toEqual(['rejected', 'proved', 'proved', 'rejected']);
  });

  test('a code is accepted once, and an older one never afterwards', async () => {
    const used = after(await verify(codeAt(secret, step)));
    expect(await verify(codeAt(secret, step), used)).toEqual({ outcome: 'rejected', reason: 'replayed' });
    expect(await verify(codeAt(secret, step - 1), used)).toEqual({ outcome: 'rejected', reason: 'replayed' });
    expect(await verify(codeAt(secret, step + 1), used)).toMatchObject({ outcome: 'proved' });
  });

  test('a clock that was put back accepts no spent step', async () => {
    const used = after(await verify(codeAt(secret, step)));
    expect(await verify(codeAt(secret, step - 1), used, noon - 30_000)).toMatchObject({ reason: 'replayed' });
  });

  test('spaces and dashes do not matter, anything else does', async () => {
    const code = codeAt(secret, step);
    for (const typed of [
      `${code.slice(0, 3)} ${code.slice(3)}`,
      `${code.slice(0, 3)}-${code.slice(3)}`,
      ` ${code}\n`,
    ]) {
      expect(await verify(typed)).toMatchObject({ outcome: 'proved' });
    }
    const wide = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    const oddities = [
      '',
      undefined,
      'null',
      wide,
      code.slice(1),
      `${code}0`,
      `+${code}`,
      `${code}\u0000`,
      '1e5',
      '١٢٣٤٥٦',
    ];
    for (const typed of [...oddities, '1'.repeat(100_000)]) {
      expect(await verify(typed)).toEqual({ outcome: 'rejected', reason: 'malformed' });
    }
  });

  test('of several apps the one whose code was typed proves, and only it changes', async () => {
    const other = base32.encode(Buffer.alloc(20, 7));
    const apps = [bindingOf({ lastStep: step }), bindingOf({ secret: other }, 'app-2')];
    expect(await verify(codeAt(other, step), apps)).toMatchObject({ outcome: 'proved', bindingId: 'app-2' });
    expect(await verify(codeAt(secret, step), apps)).toEqual({ outcome: 'rejected', reason: 'replayed' });
  });

  test('without a bound app nothing proves', async () => {
    expect(await verify(codeAt(secret, step), [])).toEqual({ outcome: 'rejected', reason: 'unknown-authenticator' });
  });
});

describe('drift', () => {
  /** Types the code that an app whose clock is `off` steps off shows, in ever later steps. */
  async function typeWith(offs: readonly number[]) {
    let binding = bindingOf();
    const drifts: number[] = [];
    for (const [index, off] of offs.entries()) {
      const now = noon + index * 600_000;
      const next = after(await verify(codeAt(secret, stepAt(now) + off), binding, now));
      drifts.push(next.held.drift);
      binding = next;
    }
    return { binding, drifts, now: noon + offs.length * 600_000 };
  }

  test('a slow clock is followed after two codes, to two steps and no further', async () => {
    const { binding, drifts, now } = await typeWith([-1, -1, -2, -2, -3, -3]);
    expect(drifts).toEqual([0, -1, -1, -2, -2, -2]);
    const verdicts = await Promise.all(
      [-4, -3, -2, -1, 0].map((off) => verify(codeAt(secret, stepAt(now) + off), binding, now)),
    );
    expect(verdicts.map((each) => each.outcome)).toEqual(['rejected', 'proved', 'proved', 'proved', 'rejected']);
  });

  test('a fast clock is followed too, and a clock that was set right is followed back', async () => {
    expect((await typeWith([1, 1, 2, 2, 1, 1, 0, 0])).drifts).toEqual([0, 1, 1, 2, 2, 1, 1, 0]);
  });

  test('one code that was typed late moves nothing', async () => {
    expect((await typeWith([-1, 0, -1, 0, 1, 0])).drifts).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('setting up an app', () => {
  const subject = { accountId: 'account-1' as AccountId, address: 'amara+x@riverside.example', name: 'Amara' };
  const view = async (pending: string) => (await bind.view(at(noon), subject, pending, [])) as TotpBindView;

  test('the pending secret has 160 bits and is new each time', () => {
    const pending = bind.start(subject);
    expect(base32.decode(pending)).toHaveLength(20);
    expect(bind.start(subject)).not.toBe(pending);
  });

  test('the URI names issuer and account, and apps can split it', async () => {
    const { uri } = await view(secret);
    const url = new URL(uri);
    expect(uri.startsWith('otpauth://totp/Riverside%20sign-in:amara%2Bx%40riverside.example?')).toBe(true);
    expect(url.searchParams.get('secret')).toBe(secret);
    expect(url.searchParams.get('issuer')).toBe('Riverside sign-in');
  });

  test('the key is the secret in groups of four', async () => {
    const { key } = await view(secret);
    expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    expect(key.replaceAll(' ', '')).toBe(secret);
  });

  test('the QR is a picture on white with a quiet zone, and the same on every reload', async () => {
    const first = await view(secret);
    expect(await view(secret)).toEqual(first);
    const [head, body] = first.qrSvg.split(',') as [string, string];
    expect(head).toBe('data:image/svg+xml;base64');
    const svg = Buffer.from(body, 'base64').toString('utf8');
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toMatch(/d="M4 4\.5h7/);
    expect(svg).not.toContain('<script');
  });

  test('one code confirms, is spent and proves', async () => {
    const code = codeAt(secret, step);
    const finished = await bind.finish(at(noon), secret, { code }, 'any browser');
    if (finished.outcome !== 'bound') throw new Error('not bound');
    expect(finished.binding).toMatchObject({
      externalId: null,
      label: 'Authenticator app',
      proves: true,
      userVerified: false,
    });
    const bound: Binding = { ...bindingOf(), secret: finished.binding.secret };
    expect(await verify(code, bound)).toEqual({ outcome: 'rejected', reason: 'replayed' });
    expect(await verify(codeAt(secret, step + 1), bound)).toMatchObject({ outcome: 'proved' });
  });

  test('a wrong or malformed code binds nothing', async () => {
    const finish = (code: string) => bind.finish(at(noon), secret, { code }, '');
    expect(await finish(codeAt(secret, step + 5))).toEqual({ outcome: 'rejected', reason: 'mismatch' });
    expect(await finish('12345')).toEqual({ outcome: 'rejected', reason: 'malformed' });
  });
});
