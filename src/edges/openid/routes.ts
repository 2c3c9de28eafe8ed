/** Where each endpoint is, below the issuer. */
export const ROUTES = {
  authorization: '/openid/authorize',
  token: '/openid/token',
  userinfo: '/openid/userinfo',
  jwks: '/openid/jwks',
  introspection: '/openid/introspect',
  revocation: '/openid/revoke',
  pushed_authorization_request: '/openid/par',
  device_authorization: '/openid/device/authorize',
  code_verification: '/openid/device',
  end_session: '/openid/logout',
} as const;
