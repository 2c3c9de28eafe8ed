import { InvalidArgumentError, Option } from 'commander';
import { LOCALES, MEMBER_KINDS } from '../../domain/accounts/decide/account.ts';
import { AUDIT_NAMES, type AuditName } from '../../domain/audit/decide/event.ts';

/** Reads a length of time such as `30m` or `12h`, in ms. */
export function readDuration(typed: string): number {
  const match = /^(\d{1,5})(m|h)$/.exec(typed);
  if (match === null) throw new InvalidArgumentError('Give a whole number of minutes or hours, as 30m or 12h.');
  return Number(match[1]) * (match[2] === 'h' ? 3_600_000 : 60_000);
}

/** Reads a day (the start of it, in UTC) or a moment with its offset, in ms since 1970. */
export function readMoment(typed: string): number {
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(typed);
  const at = known ? Date.parse(typed) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('Give a day as 2027-01-31, or a moment as 2027-01-31T08:00Z.');
  return at;
}

/** Reads the name of an audit event. */
export function readEventName(typed: string): AuditName {
  const found = AUDIT_NAMES.find((name) => name === typed);
  if (found === undefined) throw new InvalidArgumentError(`Give one of ${AUDIT_NAMES.join(', ')}.`);
  return found;
}

/** Reads a count. */
export function readCount(typed: string): number {
  if (!/^\d{1,3}$/.test(typed)) throw new InvalidArgumentError('Give a whole number.');
  return Number(typed);
}

/** Reads a list with commas between, each one of `known`. */
export function listOf<T extends string>(known: readonly T[]): (typed: string) => readonly T[] {
  return (typed) => {
    const words = typed.split(',').map((word) => word.trim());
    return words.map((word) => {
      const found = known.find((one) => one === word);
      if (found === undefined) throw new InvalidArgumentError(`Give some of ${known.join(', ')}, with commas between.`);
      return found;
    });
  };
}

/** What somebody is in an organization. */
export function kindOption(): Option {
  return new Option('--kind <kind>', 'what the member is').choices(MEMBER_KINDS).default('provider');
}

/** The language of mails and pages until the person picks another. */
export function languageOption(): Option {
  return new Option('--language <language>', 'language of mails and pages').choices(LOCALES).default('en');
}
