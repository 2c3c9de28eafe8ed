import './wiring/all.ts';
