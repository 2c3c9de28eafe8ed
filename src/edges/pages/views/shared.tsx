import { Submit } from '../../../platform/ui/buttons.tsx';
import { Isolated, rich } from '../../../platform/ui/rich.tsx';
import type { Person } from './contract.ts';
import { Csrf } from './form.tsx';
import type { Frame } from './frame-words.ts';

/** On a shared workstation: who is signed in, and one press for the next person. Signed out, that nothing is kept. */
export function Shared({ frame, person }: { readonly frame: Frame; readonly person: Person | null }) {
  const { t } = frame.words;
  if (person === null) return <p class="shared">{t('workstation.notice')}</p>;
  return (
    <form method="post" action="/account/sign-out" class="shared">
      <Csrf chrome={frame.chrome} />
      <p>{rich((marks) => t('workstation.notYou', marks), { name: <Isolated text={person.name} /> })}</p>
      <Submit look="text">{t('workstation.switch')}</Submit>
    </form>
  );
}
