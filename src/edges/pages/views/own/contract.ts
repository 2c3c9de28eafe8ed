import type { TotpBindView } from '../../../../domain/methods/totp/view.ts';
import type { DefaultMethod } from '../../../../domain/self-service/decide/default-method.ts';
import type { OwnMethod } from '../../../../domain/self-service/run/methods.ts';
import type { OwnPath } from '../../../../domain/sign-in/run/own-path.ts';
import type { EpochMs } from '../../../../platform/kernel/time.ts';
import type { Chrome, PasskeyFailure, Person } from '../contract.ts';

/** The pages below `/account/security`. Their forms post to the address of their page, with `csrf`. */
export interface OwnViews {
  /** Posts `next` to `/account/prove`. */
  renderProve(view: ProveView, chrome: Chrome): string;
  renderFrozen(view: OwnView, chrome: Chrome): string;
  renderNoOffer(view: NoOfferView, chrome: Chrome): string;
  renderMethod(view: MethodView, chrome: Chrome): string;
  renderAddApp(view: AddAppView, chrome: Chrome): string;
  renderAddPasskey(view: AddPasskeyView, chrome: Chrome): string;
  renderRenewCode(view: RenewCodeView, chrome: Chrome): string;
  renderDefaultMethod(view: DefaultMethodView, chrome: Chrome): string;
}

/** Whose page it is. */
export interface OwnView {
  readonly person: Person;
}

/** A page that waits for a fresh proof. */
export interface ProveView extends OwnView {
  readonly next: OwnPath;
}

/** Nothing more of that kind can be added. */
export interface NoOfferView extends OwnView {
  readonly reason: 'not-accepted' | 'full' | 'shared' | 'nothing-bound';
}

/** `/account/security/method/<id>`: posts `label` to `…/rename`, nothing to `…/remove` and `…/resume`. */
export interface MethodView extends OwnView {
  readonly now: EpochMs;
  readonly method: OwnMethod;
  /** Names of the organizations whose mandate holds. */
  readonly organizations: readonly string[];
  readonly problem: 'label' | 'needed' | 'again' | null;
}

/** `/account/security/app`, `/account/security/method/<id>/replace`: posts `ticket` and `code`. */
export interface AddAppView extends OwnView {
  readonly path: OwnPath;
  /** The name of the app that is replaced. */
  readonly replaces: string | null;
  readonly view: TotpBindView;
  readonly ticket: string;
  readonly problem: 'wrong' | 'over' | 'again' | null;
}

/** `/account/security/passkey`, `/account/security/security-key`: posts `ticket`, and `answer`: `own-passkey` with `response`, or `passkey-failed` with `reason`. */
export interface AddPasskeyView extends OwnView {
  readonly place: 'passkey' | 'security-key';
  readonly options: unknown;
  readonly ticket: string;
  readonly problem: PasskeyFailure | 'wrong' | 'over' | 'again' | null;
}

/** `/account/security/recovery-code`: posts `ticket`, and `saved`: `yes` when the box is ticked; `ticket` to `…/file`. */
export interface RenewCodeView extends OwnView {
  /** In groups of four. */
  readonly code: string;
  readonly ticket: string;
  /** There is one, which works until this one is saved. */
  readonly replaces: boolean;
  readonly problem: 'not-ticked' | 'over' | 'again' | null;
}

/** `/account/security/default`: posts `method`. */
export interface DefaultMethodView extends OwnView {
  readonly methods: readonly DefaultMethod[];
  readonly chosen: DefaultMethod | null;
  readonly problem: 'not-bound' | 'again' | null;
}
