import type { traces as source } from '../en/traces.ts';

/** Where somebody is and what happened around their account. */
export const traces: typeof source = {
  traces: {
    sessions: 'Sesiones',
    sessionsCaption: 'Sesiones abiertas, la última primero',
    noSessions: 'No tiene ninguna sesión abierta.',
    browser: 'Navegador',
    source: 'Desde',
    noSource: 'No se guardó',
    started: 'Empezó',
    seen: 'Visto por última vez',
    act: 'Terminar',
    end: 'Terminar la sesión',
    browsers: 'Dispositivos de confianza y navegadores conocidos',
    browsersCaption: 'Navegadores que la cuenta conoce',
    noBrowsers: 'La cuenta no conoce ningún navegador.',
    someBrowser: 'Un navegador',
    passkey: 'Llave de acceso',
    noPasskey: 'Ninguna',
    known: 'Conocido desde',
    activity: 'Actividad reciente',
    noActivity: 'Aún no ha pasado nada.',
    happened: '{{what}} {{when}}',
    trail: 'Todo, en el registro de auditoría',
  },
};
