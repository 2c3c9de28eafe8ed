import '../clock.ts';
