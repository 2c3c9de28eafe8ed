import { describe, expect, it } from 'vitest';
import { createLanguages } from './i18n.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './kernel/time.ts';

const en = { tries: { left_one: 'One try left', left_other: '{{count}} tries left' }, hello: 'Hello {{name}}' };
const es: typeof en = {
  tries: { left_one: 'Queda un intento', left_other: 'Quedan {{count}} intentos' },
  hello: 'Hola, {{name}}',
};
const languages = createLanguages({ en, es }, 'en');

describe('words of a language', () => {
  it('picks the plural by the count', () => {
    expect(languages('en').t('tries.left', { count: 1 })).toBe('One try left');
    expect(languages('es').t('tries.left', { count: 3 })).toBe('Quedan 3 intentos');
  });

  it('leaves escaping to whoever writes HTML', () => {
    expect(languages('en').t('hello', { name: '<Ann & Bo>' })).toBe('Hello <Ann & Bo>');
  });

  it('does not read a filled-in value as a sentence of its own', () => {
    expect(languages('en').t('hello', { name: '$t(tries.left)' })).toBe('Hello $t(tries.left)');
  });

  it('rounds a wait up, so that nobody comes back too early', () => {
    const { duration } = languages('en');
    expect([24 * SECOND_MS, 24_001, MINUTE_MS, 4 * MINUTE_MS, 4 * MINUTE_MS + 1, 90 * MINUTE_MS].map(duration)).toEqual(
      ['24 seconds', '25 seconds', '1 minute', '4 minutes', '5 minutes', '90 minutes'],
    );
  });

  it('says how far a moment is in the language of the page', () => {
    expect(languages('en').relative(4 * MINUTE_MS, 0)).toBe('in 4 minutes');
    expect(languages('es').relative(4 * MINUTE_MS, 0)).toBe('dentro de 4 minutos');
    expect(languages('en').relative(0, 3 * DAY_MS)).toBe('3 days ago');
    expect(languages('en').relative(0, HOUR_MS)).toBe('1 hour ago');
    expect(languages('en').relative(0, 0)).toBe('1 second ago');
  });
});
