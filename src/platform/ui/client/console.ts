import './main.ts';
import { startRenewing } from './renew.ts';

startRenewing();
