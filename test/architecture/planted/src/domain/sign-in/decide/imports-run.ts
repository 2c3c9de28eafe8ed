import '../run/cycle-a.ts';
