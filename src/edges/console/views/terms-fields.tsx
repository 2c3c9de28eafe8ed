import { MEMBER_KINDS } from '../../../domain/accounts/decide/account.ts';
import { SELECTABLE_METHODS, SET_UP_PROOFS } from '../../../domain/organizations/run/terms.ts';
import { Choices, Select, TypedField } from '../../../platform/ui/choices.tsx';
import { EXTRAS, type GivenTerms } from '../terms.ts';
import type { Again } from './again.ts';
import { errorAt } from './form.tsx';
import type { DeskFrame } from './frame.tsx';

/** The fields for the terms of a mandate. */
export function TermsFields(props: {
  readonly frame: DeskFrame;
  readonly terms: GivenTerms;
  readonly again: Again | null;
}) {
  const { terms, again } = props;
  const { t } = props.frame.words;
  return (
    <>
      <Choices
        name="kinds"
        kind="checkbox"
        legend={t('terms.kinds')}
        options={MEMBER_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        chosen={terms.kinds}
        {...errorAt(again, 'kinds')}
      />
      <Choices
        name="methods"
        kind="checkbox"
        legend={t('terms.methods')}
        hint={t('terms.methodsHint')}
        options={SELECTABLE_METHODS.map((method) => ({ value: method, label: t(`method.${method}`) }))}
        chosen={terms.methods}
        {...errorAt(again, 'methods')}
      />
      <Choices
        name="grace"
        kind="radio"
        legend={t('terms.grace')}
        options={(['none', 'due', 'skips'] as const).map((grace) => ({ value: grace, label: t(`terms.${grace}`) }))}
        chosen={[terms.grace]}
        {...errorAt(again, 'grace')}
      />
      <div class="filters">
        <TypedField name="due" type="date" label={t('terms.dueDay')} value={terms.due} />
        <TypedField name="skips" type="number" min="1" max="100" label={t('terms.skipsCount')} value={terms.skips} />
      </div>
      <Select
        name="proof"
        label={t('terms.proof')}
        hint={t('terms.proofHint')}
        options={SET_UP_PROOFS.map((proof) => ({ value: proof, label: t(`terms.proof-${proof}`) }))}
        value={terms.proof}
      />
      <Choices
        name="extras"
        kind="checkbox"
        legend={t('terms.extras')}
        options={EXTRAS.map((extra) => ({ value: extra, label: t(`terms.${extra}`), hint: t(`terms.${extra}-hint`) }))}
        chosen={terms.extras}
      />
    </>
  );
}
