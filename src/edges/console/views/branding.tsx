import type { HexColor } from '../../../domain/organizations/decide/colors.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { paletteOf } from '../../../domain/organizations/decide/palette.ts';
import { Checkbox, FileField, TextField } from '../../../platform/ui/fields.tsx';
import { type Picture, Wall } from '../../../platform/ui/layout.tsx';
import type { Again } from './again.ts';
import { ActForm, errorAt } from './form.tsx';
import { type Desk, type DeskFrame, deskFrameOf, renderDesk } from './frame.tsx';
import { Part } from './parts.tsx';

/** A sign as a sample shows it. */
export interface Sample {
  readonly name: string;
  readonly color: HexColor | null;
  readonly logo: Picture | null;
  /** Style sheet of the color for both schemes side by side; null: the product's own color. */
  readonly sheet: string | null;
}

/** `/console/organizations/<id>/branding`. */
export interface BrandingView {
  readonly organization: Organization;
  readonly sample: Sample;
  /** What stands in the fields. `drawn`: a logo that was handed in and is not stored yet, as base64. */
  readonly given: {
    readonly displayName: string;
    readonly color: string;
    readonly noLogo: boolean;
    readonly drawn: string;
  };
  readonly again: Again | null;
}

/** The form, with what it would lead to. */
export function renderBranding(view: BrandingView, desk: Desk): string {
  const frame = deskFrameOf(desk);
  const { t } = frame.words;
  const { organization, sample, given, again } = view;
  const page = `/console/organizations/${organization.id}`;
  return renderDesk(frame, {
    heading: t('branding.heading', { name: organization.name }),
    subject: 'organizations',
    colors: sample.sheet,
    content: (
      <>
        <p class="why">{t('branding.why')}</p>
        <ActForm frame={frame} action={`${page}/branding`} back={page} submit={t('branding.save')} file again={again}>
          <input type="hidden" name="drawn" value={given.drawn} />
          <TextField
            name="displayName"
            label={t('branding.displayName')}
            hint={t('branding.displayNameHint', { name: organization.name })}
            value={given.displayName}
            maxlength={120}
            {...errorAt(again, 'displayName')}
          />
          <TextField
            name="color"
            label={t('branding.color')}
            hint={t('branding.colorHint')}
            value={given.color}
            maxlength={20}
            {...errorAt(again, 'color')}
          />
          <FileField
            name="logo"
            label={t('branding.logo')}
            hint={sample.logo === null ? t('branding.logoHint') : `${t('branding.logoHint')} ${t('branding.logoKept')}`}
            accept="image/png,image/jpeg"
            {...errorAt(again, 'logo')}
          />
          {organization.branding?.logo == null && given.drawn === '' ? null : (
            <Checkbox name="noLogo" label={t('branding.noLogo')} value="yes" ticked={given.noLogo} />
          )}
          <button type="submit" class="button secondary" name="preview" value="yes">
            {t('branding.preview')}
          </button>
          <section class="part">
            <h2>{t('branding.sampleTitle')}</h2>
            <Specimens frame={frame} sample={sample} />
          </section>
        </ActForm>
      </>
    ),
  });
}

/** What of it the organization's own page shows. */
export function BrandingPart(props: {
  readonly frame: DeskFrame;
  readonly organization: Organization;
  readonly sample: Sample;
  readonly mayChange: boolean;
}) {
  const { t } = props.frame.words;
  return (
    <Part title={t('branding.title')}>
      <Specimens frame={props.frame} sample={props.sample} />
      {props.mayChange ? (
        <p>
          <a href={`/console/organizations/${props.organization.id}/branding`}>{t('branding.change')}</a>
        </p>
      ) : null}
    </Part>
  );
}

/** A page of the sign-in in small, light and dark side by side, and in words what became of the color. */
function Specimens({ frame, sample }: { readonly frame: DeskFrame; readonly sample: Sample }) {
  const { t } = frame.words;
  return (
    <div class="specimens">
      {(['light', 'dark'] as const).map((scheme) => (
        <figure key={scheme}>
          <div class={`specimen ${scheme}`}>
            <Wall name={sample.name} logo={sample.logo} />
            <p class="strong">{t('branding.sampleHeading')}</p>
            <p>{t('branding.sampleText')}</p>
            <span class="button primary">{t('branding.sampleButton')}</span>
            <span class="specimen-link">{t('branding.sampleLink')}</span>
          </div>
          <figcaption>
            {t(`branding.${scheme}`)} {correction(frame, sample.color, scheme)}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

function correction({ words: { t } }: DeskFrame, given: HexColor | null, scheme: 'light' | 'dark'): string {
  if (given === null) return t('branding.own');
  const palette = paletteOf(given);
  if (palette.asGiven[scheme]) return t('branding.kept');
  return t(scheme === 'light' ? 'branding.darkened' : 'branding.lightened', { color: palette[scheme].brand });
}
