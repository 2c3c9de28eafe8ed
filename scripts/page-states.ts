import './tsx-modules.ts';
import type { PageState } from '../src/edges/pages/views/states.ts';

/** Every state of every page. */
export async function loadPageStates(): Promise<readonly PageState[]> {
  const { PAGE_STATES } = await import('../src/edges/pages/views/states.ts');
  return PAGE_STATES;
}
