/** Sentences about a browser that is checked before its password is. */
export const work = {
  work: {
    checking: 'Un momento, estamos comprobando tu navegador…',
    withoutScript:
      'Llegan muchas contraseñas equivocadas desde tu red. Sin JavaScript, espera 30 segundos antes de pulsar Continuar.',
    missingTitle: 'Aún no hemos comprobado tu contraseña.',
    missingNext:
      'Llegan muchas contraseñas equivocadas desde tu red, así que primero comprobamos tu navegador. Escribe otra vez la contraseña. Sin JavaScript, hazlo {{when}}.',
  },
};
