import type { people as source } from '../en/people.ts';

/** What is done to a person. */
export const people: typeof source = {
  personActs: {
    title: 'Lo que puedes hacer',
    disable: 'Desactivar la cuenta',
    disableHeading: '¿Desactivar a {{name}}?',
    disableWhy: 'No podrá entrar hasta que alguien vuelva a activar la cuenta.',
    disableEnds: 'Todas las sesiones y los inicios de sesión en curso terminan ahora.',
    disableKeeps: 'Su aplicación, sus llaves de acceso y sus organizaciones se conservan.',
    enable: 'Activar la cuenta',
    enableHeading: '¿Activar a {{name}}?',
    enableWhy: 'Entra como antes, con lo que está vinculado a la cuenta.',
  },
};
