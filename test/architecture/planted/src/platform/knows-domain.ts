import '../domain/accounts/run/account.ts';
