import * as z from 'zod';
import { jsonOrNull } from '../../../platform/json.ts';
import type { Signer } from '../../../platform/signing.ts';

/** The names of the two files that hold a pack together. */
export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';

/** One file of a pack. */
export interface PackedFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/** What a pack is about. */
export interface PackAbout {
  readonly issuer: string;
  readonly organizationId: string;
  readonly organization: string;
  /** ISO 8601. */
  readonly since: string;
  readonly madeAt: string;
}

/** What is wrong with a pack. */
export type PackFinding =
  | { readonly kind: 'manifest-wrong' }
  | { readonly kind: 'signature-wrong' }
  | { readonly kind: 'file-changed' | 'file-missing' | 'file-added'; readonly name: string };

const manifest = z.object({
  about: z.record(z.string(), z.string()),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});

/** The manifest of these files and the signature over it: the texts of two more files. */
export function sealPack(signer: Signer, about: PackAbout, files: readonly PackedFile[]) {
  const text = `${JSON.stringify({ about, keyId: signer.keyId, files }, null, 2)}\n`;
  return { manifest: text, signature: `${signer.sign(signedText(text))}\n` };
}

/**
 * Checks a pack. `files`: what is in its folder beside manifest and signature, as it is now. `check` tells whether a
 * trusted key signed a text.
 */
export function verifyPack(
  pack: { readonly manifest: string; readonly signature: string; readonly files: readonly PackedFile[] },
  check: (text: string, signature: string) => boolean,
): readonly PackFinding[] {
  if (!check(signedText(pack.manifest), pack.signature.trim())) return [{ kind: 'signature-wrong' }];
  const parsed = manifest.safeParse(jsonOrNull(pack.manifest));
  if (!parsed.success) return [{ kind: 'manifest-wrong' }];
  const stated = new Map(parsed.data.files.map((file) => [file.name, file]));
  const here = new Map(pack.files.map((file) => [file.name, file]));
  const stands = (file: PackedFile): PackFinding[] => {
    const found = here.get(file.name);
    if (found === undefined) return [{ kind: 'file-missing', name: file.name }];
    return found.sha256 === file.sha256 ? [] : [{ kind: 'file-changed', name: file.name }];
  };
  const added = pack.files.filter(({ name }) => !stated.has(name));
  return [
    ...parsed.data.files.flatMap(stands),
    ...added.map(({ name }): PackFinding => ({ kind: 'file-added', name })),
  ];
}

/** A first word that nothing else signed with this key begins with. */
function signedText(text: string): string {
  return `vestibule-evidence-1\n${text}`;
}
