import type { FastifyReply } from 'fastify';
import { colorOf } from '../../../domain/organizations/decide/branding.ts';
import { PALETTE_EDITION, type Palette, paletteOf, type Scheme } from '../../../domain/organizations/decide/palette.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import type { PagesParts } from '../parts.ts';

const YEAR_S = 31_536_000;
const SHEET = /^([0-9a-f]{6})-(\d{1,4})(-specimen)?\.css$/;
const LOGO = /^([A-Za-z0-9_-]{1,64})\.png$/;

/** Colors and logos of organizations. Neither tells whose it is; see `brand-paths.ts`. */
export function registerBrand(parts: PagesParts): void {
  parts.server.app.get<{ Params: { file: string } }>(
    '/brand/:file',
    { config: { purpose: 'An organization’s colors by color, its logo by random id; cached for ever' } },
    async (request, reply) => {
      const { file } = request.params;
      const [, digits, edition, specimen] = SHEET.exec(file) ?? [];
      const color = digits === undefined ? null : colorOf(digits);
      if (color !== null && edition === String(PALETTE_EDITION)) {
        const palette = paletteOf(color);
        return sendForEver(reply, 'text/css; charset=utf-8', specimen === undefined ? sheet(palette) : sheets(palette));
      }
      const png = await parts.brandings.logo(LOGO.exec(file)?.[1] ?? '');
      if (png === null) throw new HttpProblem('not-found');
      return sendForEver(reply, 'image/png', png);
    },
  );
}

function sendForEver(reply: FastifyReply, type: string, content: string | Buffer): FastifyReply {
  return reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`).type(type).send(content);
}

function sheet({ light, dark }: Palette): string {
  return `:root{${variables(light)}}@media (prefers-color-scheme:dark){:root{${variables(dark)}}}\n`;
}

function sheets({ light, dark }: Palette): string {
  return `.specimen.light{${variables(light)}}.specimen.dark{${variables(dark)}}\n`;
}

function variables(scheme: Scheme): string {
  const values = {
    brand: scheme.brand,
    'brand-strong': scheme.brandStrong,
    'on-brand': scheme.onBrand,
    link: scheme.link,
    tint: scheme.tint,
    'tint-strong': scheme.tintStrong,
  };
  return Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}
