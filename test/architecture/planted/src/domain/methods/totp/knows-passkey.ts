import '../passkey/verify.ts';
