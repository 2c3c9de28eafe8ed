import { acts, subcommand } from './command.ts';
import type { Register } from './contract.ts';
import { say } from './text.ts';

/** `vestibule serve`, `migrate` and `demo`: what runs, and what prepares it. */
export const registerServe: Register = (program, services, io) => {
  const serve = subcommand(program, 'serve', 'serve sign-in until stopped');
  acts(serve, services, io, async (opened) => {
    await opened.serve();
    return null;
  });
  const migrate = subcommand(program, 'migrate', 'bring the database schema up to date');
  acts(migrate, services, io, async (opened) => {
    const steps = await opened.migrate();
    const text =
      steps.length === 0 ? 'The schema is up to date.' : `The schema was brought up to date: ${steps.join(', ')}.`;
    return { json: { steps }, text: say(text) };
  });
  const demo = subcommand(program, 'demo', 'serve a demonstration with made-up people, on this machine only');
  acts(demo, services, io, async (opened) => {
    await opened.demo();
    return null;
  });
};
