import '../../storage/query.ts';
