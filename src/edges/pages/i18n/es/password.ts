/** Sentences about a new password: forgotten, and changed. */
export const password = {
  forgot: {
    heading: '¿Olvidaste la contraseña?',
    why: 'Dinos tu correo y te enviaremos un enlace para elegir otra.',
    send: 'Enviar el enlace',
    sending: 'Enviando…',
    sentHeading: 'Mira tu correo',
    sentWhy: 'Si {{address}} tiene una cuenta aquí, el enlace ya va de camino.',
    sentHere: 'Abre el enlace en este navegador. Sirve una sola vez, durante 30 minutos.',
    sentNone:
      '¿No llega en unos minutos? Busca en el correo no deseado y comprueba la dirección. Puedes pedirlo hasta tres veces por hora.',
    sentAgain: 'Pedirlo otra vez',
    chooseHeading: 'Elige una contraseña nueva',
    chooseWhy:
      'Sustituye a la de {{address}}. Se cierra la sesión en todas partes y después entras con la contraseña nueva.',
    choose: 'Cambiar la contraseña',
    doneHeading: 'La contraseña se ha cambiado',
    doneWhy: 'Se ha cerrado la sesión en todas partes. Ahora entra con la nueva.',
    doneNext:
      'Si confirmas tu acceso con un segundo paso, ten a mano tu aplicación de códigos o tu código de recuperación.',
    otherHeading: 'Abre este enlace en el otro navegador',
    otherWhy:
      'Solo sirve en el navegador que lo pidió. Abre el correo allí o pide aquí un enlace nuevo. No se ha cambiado nada.',
    overHeading: 'Este enlace ya no sirve',
    overWhy: 'Ya se usó o tiene más de 30 minutos. Pide uno nuevo.',
    ask: 'Pedir un enlace nuevo',
  },
  passwordProblem: {
    leakedTitle: 'Esa contraseña se robó en otro sitio.',
    leakedNext: 'Está en listas con las que se intenta entrar. Elige una que no uses en ningún otro lugar.',
    compositionTitle: 'A esa contraseña le falta algo.',
    compositionNext: 'Tu organización pide una mayúscula, una minúscula, una cifra y un símbolo.',
    reusedTitle: 'Ya has usado esa contraseña.',
    reusedNext: 'Elige una que no esté entre las seis últimas.',
  },
  ownPassword: {
    title: 'Contraseña',
    about: 'Es lo primero que se te pide al entrar: no la uses en ningún otro sitio.',
    link: 'Cambiar la contraseña',
    heading: 'Cambia tu contraseña',
    proveWhy: 'Antes confirma que eres tú. Es un momento, y después eliges la nueva.',
    prove: 'Confirmar que soy yo',
    why: 'Aquí sigues con la sesión abierta. En los demás sitios se cierra.',
    current: 'Contraseña actual',
    wrongTitle: 'Esa no es tu contraseña actual.',
    wrongNext: 'Compruébala y mira si están activadas las mayúsculas.',
    throttledTitle: 'Se ha probado demasiadas veces.',
    changedWhy:
      'A partir de ahora usa la nueva. Se ha cerrado la sesión en todas partes menos aquí, y un correo te lo confirma.',
    frozenHeading: 'Ahora no se puede cambiar la contraseña',
    frozenWhy:
      'Alguien usó el enlace «no fui yo» de un correo sobre esta cuenta. Hasta que el equipo de asistencia hable contigo, sigue como está.',
  },
};
