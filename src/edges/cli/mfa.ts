import { type Command, Option } from 'commander';
import { MEMBER_KINDS, type MemberKind } from '../../domain/accounts/decide/account.ts';
import type { SelectableMethod, SetUpProof } from '../../domain/organizations/decide/mandate.ts';
import { type MandateTerms, SELECTABLE_METHODS, SET_UP_PROOFS } from '../../domain/organizations/run/terms.ts';
import { listOf, readCount, readMoment } from './arguments.ts';
import { administers, subcommand } from './command.ts';
import type { CliIo, OpenServices, Register } from './contract.ts';
import { accountNamed, organizationNamed } from './find.ts';
import { mandateFields, mandateJson } from './mandate-text.ts';
import { granted } from './refusals.ts';
import { fields, isoTime, say } from './text.ts';

interface GrantOptions {
  readonly cover?: readonly MemberKind[];
  readonly methods?: readonly SelectableMethod[];
  readonly due?: number;
  readonly skips?: number;
  /** False: `--no-grace`. */
  readonly grace: boolean;
  readonly setUpProof?: SetUpProof;
  /** Undefined: as before, or not. */
  readonly passkeyFirst?: boolean;
  /** Undefined: as before, or needed. */
  readonly passAfterReset?: boolean;
  readonly change?: true;
}

/** `vestibule mfa …` */
export const registerMfa: Register = (program, services, io) => {
  const group = program.command('mfa').description('require multi-factor authentication in an organization');
  registerRequest(group, services, io);
  registerGrant(group, services, io);
  registerRevoke(group, services, io);
};

function registerRequest(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(
    group,
    'request <organization>',
    'ask for it, for an admin of the organization',
  ).requiredOption('--as <account>', 'the admin who asks, by address or id');
  administers<{ as: string }>(command, services, io, async (administration, [typed = ''], options) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { account } = await accountNamed(administration, options.as);
    const request = granted(await administration.organizations.mandates.request(id, account.id));
    return {
      json: { ...request, requestedAt: isoTime(request.requestedAt) },
      text: say(`Multi-factor authentication was requested for ${name}.`, 'An operator decides with `mfa grant`.'),
    };
  });
}

function registerGrant(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'grant <organization>', 'require it, whether it was requested or not')
    .option('--cover <kinds>', 'whom it covers (default: provider,staff,admin)', listOf(MEMBER_KINDS))
    .option(
      '--methods <methods>',
      `what is accepted (default: ${SELECTABLE_METHODS.join(',')})`,
      listOf(SELECTABLE_METHODS),
    )
    .addOption(new Option('--due <day>', 'set-up may wait until then').argParser(readMoment).conflicts('skips'))
    .option('--skips <count>', 'how many times each member may put set-up off', readCount)
    .addOption(new Option('--no-grace', 'set-up is due now (default)').conflicts(['due', 'skips']))
    .addOption(new Option('--set-up-proof <proof>', 'what set-up needs beside the password').choices(SET_UP_PROOFS))
    .option('--passkey-first', 'a passkey with fingerprint, face or PIN is enough, without the password')
    .option('--no-passkey-first', 'the password comes first (default)')
    .option('--pass-after-reset', 'set-up after a support reset needs a pass that support reads out (default)')
    .option('--no-pass-after-reset', 'it needs none')
    .option('--change', 'change the terms of what was granted before');
  administers<GrantOptions>(command, services, io, async (administration, [typed = ''], options) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { mandates } = administration.organizations;
    const terms = termsOf(options);
    const mandate = granted(await (options.change === true ? mandates.change(id, terms) : mandates.grant(id, terms)));
    const text = `${name} requires multi-factor authentication.\n${fields(mandateFields(mandate))}`;
    return { json: { organizationId: id, mandate: mandateJson(mandate) }, text };
  });
}

function registerRevoke(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'revoke <organization>', 'no longer require it, or decline the request');
  administers(command, services, io, async (administration, [typed = '']) => {
    const { id, name } = await organizationNamed(administration, typed);
    const { mandates } = administration.organizations;
    const declined = await mandates.decline(id, '');
    const outcome = declined.ok ? declined.value : granted(await mandates.revoke(id));
    const sentence =
      outcome === 'revoked'
        ? `${name} no longer requires multi-factor authentication.`
        : `The request of ${name} was declined.`;
    return { json: { organizationId: id, outcome }, text: say(sentence) };
  });
}

function termsOf(options: GrantOptions): MandateTerms {
  return {
    ...(options.cover === undefined ? {} : { coveredKinds: options.cover }),
    ...(options.methods === undefined ? {} : { allowedMethods: options.methods }),
    ...(options.due === undefined ? {} : { dueAt: options.due, skips: 0 }),
    ...(options.skips === undefined ? {} : { skips: options.skips, dueAt: null }),
    ...(options.grace ? {} : { dueAt: null, skips: 0 }),
    ...(options.setUpProof === undefined ? {} : { setUpProof: options.setUpProof }),
    ...(options.passkeyFirst === undefined ? {} : { passkeyFirst: options.passkeyFirst }),
    ...(options.passAfterReset === undefined ? {} : { passAfterReset: options.passAfterReset }),
  };
}
