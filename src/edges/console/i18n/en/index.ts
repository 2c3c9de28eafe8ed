import { acts } from './acts.ts';
import { alerts } from './alerts.ts';
import { audit } from './audit.ts';
import { branding } from './branding.ts';
import { breakGlass } from './break-glass.ts';
import { coverage } from './coverage.ts';
import { dryRun } from './dry-run.ts';
import { events } from './events.ts';
import { importing } from './import.ts';
import { look } from './look.ts';
import { mandates } from './mandates.ts';
import { members } from './members.ts';
import { organizationTools } from './organization-tools.ts';
import { people } from './people.ts';
import { resets } from './resets.ts';
import { settings } from './settings.ts';
import { traces } from './traces.ts';

/** The source language of the console. */
export const en = {
  ...look,
  ...acts,
  ...mandates,
  ...dryRun,
  ...coverage,
  ...settings,
  ...audit,
  ...branding,
  ...events,
  ...importing,
  ...people,
  ...members,
  ...organizationTools,
  ...resets,
  ...alerts,
  ...breakGlass,
  ...traces,
};
