import { acts, subcommand } from './command.ts';
import { type Check, CommandRefused, type Register } from './contract.ts';
import { counted, say, table } from './text.ts';

/** `vestibule doctor` */
export const registerDoctor: Register = (program, services, io) => {
  const command = subcommand(program, 'doctor', 'look at everything this service rests on; changes nothing');
  acts<{ json?: true }>(command, services, io, async (opened, _args, { json }) => {
    const checks = await opened.doctor();
    const wrong = checks.filter(({ state }) => state === 'wrong').length;
    const text = table(['STATE', 'WHAT', 'FOUND'], checks.map(rowOf), 'Nothing was looked at.');
    if (wrong === 0) return { json: { checks }, text: text + say('Nothing is wrong.') };
    // The whole table is wanted also when something is wrong; as JSON it stands in the refusal.
    if (json !== true) io.out(text);
    throw new CommandRefused('something-wrong', `${counted(wrong, 'thing')} to put right.`, { checks });
  });
};

const STATES: Readonly<Record<Check['state'], string>> = { fine: 'fine', note: 'note', wrong: 'WRONG' };

function rowOf({ state, what, found }: Check): readonly string[] {
  return [STATES[state], what, found];
}
