import '../pages/types.ts';
