import type { Command } from 'commander';
import { MANIFEST, type PackFinding, SIGNATURE, verifyPack } from '../../domain/evidence/run/manifest.ts';
import { readMoment } from './arguments.ts';
import { acts, administers, subcommand } from './command.ts';
import { type CliIo, CommandRefused, type OpenServices, type Register } from './contract.ts';
import { makeFolder, readPack, writePacked } from './evidence-files.ts';
import { organizationNamed } from './find.ts';
import { keyCheck } from './key-file.ts';
import { refusalOf } from './refusals.ts';
import { counted, isoTime, say } from './text.ts';

/** `vestibule evidence …` */
export const registerEvidence: Register = (program, services, io) => {
  const group = program.command('evidence').description('show an auditor that an organization requires MFA');
  registerMake(group, services, io);
  registerVerifyPack(group, services, io);
};

function registerMake(group: Command, services: OpenServices, io: CliIo): void {
  const command = subcommand(group, 'make <organization>', 'write a signed pack into a new folder')
    .requiredOption('--out <folder>', 'the folder to make')
    .requiredOption('--since <moment>', 'resets and audit rows from then on', readMoment);
  administers<{ out: string; since: number }>(command, services, io, async (administration, [typed = ''], options) => {
    const organization = await organizationNamed(administration, typed);
    await makeFolder(options.out);
    const made = await administration.evidence.make(organization.id, options.since);
    if (!made.ok) throw refusalOf({ reason: made.error });
    const { about, files } = made.value;
    const written = [];
    for (const file of files) written.push(await writePacked(options.out, file));
    const { manifest, signature } = administration.evidence.seal(about, written);
    await writePacked(options.out, { name: MANIFEST, pieces: [manifest] });
    await writePacked(options.out, { name: SIGNATURE, pieces: [signature] });
    const text = say(`The evidence of ${organization.name} is in ${options.out}.`, 'Begin with summary.md.');
    return { json: { organizationId: organization.id, since: isoTime(options.since), files: written }, text };
  });
}

function registerVerifyPack(group: Command, services: OpenServices, io: CliIo): void {
  const about = 'check a pack; needs no database and no settings';
  const command = subcommand(group, 'verify <folder>', about).requiredOption(
    '--key <file>',
    'the public key that `audit key` printed; not the one in the pack',
  );
  acts<{ key: string }>(command, services, io, async (_services, [folder = ''], { key }) => {
    const check = keyCheck(key);
    const pack = await readPack(folder);
    const findings = verifyPack(pack, check);
    if (findings.length > 0) {
      const sentences = ['The pack is not as it was signed.', ...findings.map(sentenceOf)];
      throw new CommandRefused('pack-changed', sentences.join('\n'), { findings });
    }
    const text = say(`${counted(pack.files.length, 'file')} checked: the pack is as it was signed.`);
    return { json: { files: pack.files.length, findings: [] }, text };
  });
}

function sentenceOf(finding: PackFinding): string {
  switch (finding.kind) {
    case 'manifest-wrong':
      return `${MANIFEST} is signed, but not of a form that this version knows.`;
    case 'signature-wrong':
      return `The signature of ${MANIFEST} is not by this key: nothing in the pack can be trusted.`;
    case 'file-changed':
      return `${finding.name} was changed.`;
    case 'file-missing':
      return `${finding.name} is missing.`;
    case 'file-added':
      return `${finding.name} was added.`;
  }
}
