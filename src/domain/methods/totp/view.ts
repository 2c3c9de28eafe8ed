/** What the page shows while an authenticator app is set up. The same pending secret gives the same view. */
export interface TotpBindView {
  /** `otpauth://totp/…`: opens the app on a phone. */
  readonly uri: string;
  /** The QR of the URI for `<img src>`: `data:image/svg+xml;base64,…`, dark on white with a quiet zone of 4 modules. */
  readonly qrSvg: string;
  /** The secret to type by hand: base32 in groups of four with spaces. */
  readonly key: string;
}
