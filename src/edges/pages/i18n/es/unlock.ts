/** Sentences about a browser that is let in by a mailed link. */
export const unlock = {
  unlock: {
    link: '¿Seguro que es correcta?',
    heading: '¿No se acepta tu contraseña?',
    why: 'Cuando alguien ha intentado adivinar la de una cuenta, los navegadores que esta no conoce quedan fuera un tiempo, aunque la contraseña sea correcta. Un enlace por correo admite este.',
    sentWhy: 'Si {{address}} tiene una cuenta aquí, el enlace ya va de camino.',
    openHeading: '¿Admitir este navegador?',
    openWhy:
      'A partir de ahí cuenta como conocido para {{address}}. Sigues entrando con tu contraseña y, si lo usas, con tu segundo paso.',
    open: 'Admitir este navegador',
    openedHeading: 'Este navegador está admitido',
    openedWhy: 'Ahora entra con tu contraseña.',
    sharedHeading: 'En un equipo compartido no se puede',
    sharedWhy: 'No guarda nada de quienes lo usan. Entra desde tu propio dispositivo o inténtalo más tarde.',
  },
};
