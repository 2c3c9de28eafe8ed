import '../../../edges/pages/types.ts';
