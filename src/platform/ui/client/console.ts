import './main.ts';
import { startRenewing } from './renew.ts';

startRenewing();
// On a narrow screen the rail is wider than the page.
document.querySelector('.rail [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
