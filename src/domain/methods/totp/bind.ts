import { generateURI, ScureBase32Plugin } from 'otplib';
import type { Random } from '../../../platform/random.ts';
import { inGroups, readDigits } from '../../../platform/typed-code.ts';
import type { BindCeremony } from '../method.ts';
import { compare, DIGITS } from './codes.ts';
import type { TotpBindView } from './view.ts';

/** RFC 4226 §4, R6: 160 bits. */
const SECRET_BYTES = 20;

/** What an app is called until its owner says otherwise. */
export const APP_LABEL = 'Authenticator app';

const base32 = new ScureBase32Plugin();

/** Setting up an app. The pending secret is the base32 text; one code from the app confirms it, is spent and is today's proof. */
export function bindTotp(random: Random, issuer: string): BindCeremony {
  return {
    start: () => base32.encode(random.bytes(SECRET_BYTES)),
    async view(_ceremony, subject, pending): Promise<TotpBindView> {
      const uri = generateURI({ issuer: withoutColon(issuer), label: withoutColon(subject.address), secret: pending });
      return { uri, qrSvg: await qrOf(uri), key: inGroups(pending, 4, ' ') };
    },
    async finish(ceremony, pending, answer) {
      const code = readDigits(answer.code, DIGITS);
      if (code === null) return { outcome: 'rejected', reason: 'malformed' };
      const compared = compare({ secret: pending, lastStep: -1, drift: 0, lean: 0 }, code, ceremony.now);
      if (compared.outcome !== 'matches') return { outcome: 'rejected', reason: 'mismatch' };
      const secret = JSON.stringify(compared.next);
      return {
        outcome: 'bound',
        binding: { externalId: null, label: APP_LABEL, secret, proves: true, userVerified: false },
      };
    },
  };
}

/** A colon parts issuer and account in the label of the URI; apps that split at the first one would show nonsense. */
function withoutColon(text: string): string {
  return text.replaceAll(':', ' ').replaceAll(/\s+/g, ' ').trim();
}

/** ISO/IEC 18004 asks for a quiet zone of 4 modules; white ground, so that it reads in dark mode too. */
async function qrOf(uri: string): Promise<string> {
  // Only who sets up an app needs it.
  const { default: QRCode } = await import('qrcode');
  const svg = await QRCode.toString(uri, {
    type: 'svg',
    margin: 4,
    errorCorrectionLevel: 'M',
    color: { dark: '#000000', light: '#ffffff' },
  });
  return `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
}
