import type { MailCatalog } from './en.ts';

/** What mails say in Spanish. */
export const es: MailCatalog = {
  greeting: 'Hola, {{name}}:',
  when: 'Cuándo',
  device: 'Dispositivo',
  account: 'Cuenta',
  network: 'Dirección de red',
  unknownDevice: 'no reconocido',
  browserOn: '{{browser}} en {{system}}',
  footer: '{{instance}} te escribe porque se trata de tu cuenta. Los avisos de seguridad no se pueden desactivar.',
  support: 'Ayuda: {{support}}',
  linkHint: 'Si el botón no funciona, copia esta dirección en tu navegador:',
  wasNotMe: 'No fui yo',
  ifNotYou:
    'Si no fuiste tú, abre el enlace de abajo. Cierra la sesión en todos los dispositivos y detiene cualquier configuración. Sirve durante 7 días.',
  ifYou: 'Si fuiste tú, no tienes que hacer nada.',
  code: {
    subject: 'Aquí está tu código de {{instance}}',
    lead: 'Este es el código de un solo uso para entrar en {{instance}}.',
    until: 'Sirve durante {{duration}}, hasta las {{until}}, y solo en el navegador que lo pidió.',
    anyway: 'Sirve solo en el navegador que lo pidió.',
    notYou:
      'Si no estás entrando en este momento, otra persona ha escrito tu contraseña. No des este código a nadie y avisa al equipo de asistencia.',
  },
  invitation: {
    subject: '{{organization}} te invita a {{instance}}',
    heading: 'Tienes una invitación',
    lead: '{{organization}} ha creado una cuenta para ti. Elige una contraseña para empezar.',
    button: 'Elegir una contraseña',
    code: 'Durante la configuración se te pedirá este código:',
    notYou: 'Si no conoces {{organization}}, deja este correo sin responder: no pasará nada.',
  },
  join: {
    subject: '{{organization}} te pide que te unas',
    heading: '¿Unirte a {{organization}}?',
    lead: 'A {{organization}} le gustaría añadir tu cuenta. No decide nada sobre tu acceso hasta que aceptes.',
    button: 'Ver la invitación',
    notYou: 'Si no conoces {{organization}}, deja este correo sin responder: no pasará nada.',
  },
  setUpStarted: {
    subject: 'Ha empezado la configuración de tu acceso',
    heading: 'Ha empezado la configuración',
    lead: 'Alguien ha dado tu contraseña y ha empezado a configurar cómo demuestras que eres tú.',
  },
  setUpFinished: {
    subject: 'Tu acceso está configurado',
    heading: 'La configuración ha terminado',
    lead: 'A partir de ahora, para entrar hace falta algo más que la contraseña.',
  },
  recoveryUsed: {
    subject: 'Se ha usado tu código de recuperación',
    heading: 'Se ha usado tu código de recuperación',
    lead: 'Alguien ha entrado con tu contraseña y tu código de recuperación. Ese código ya no sirve; se ha mostrado uno nuevo.',
  },
  bound: {
    subject: 'Se ha añadido una forma de entrar',
    heading: 'Se ha añadido una forma de entrar',
    lead: 'Añadido a tu cuenta: {{what}}.',
  },
  removed: {
    subject: 'Se ha quitado una forma de entrar',
    heading: 'Se ha quitado una forma de entrar',
    lead: 'Quitado de tu cuenta: {{what}}.',
  },
  recoveryMade: {
    subject: 'Se ha guardado un código de recuperación nuevo',
    heading: 'Tienes un código de recuperación nuevo',
    lead: 'El código de recuperación que tenías antes ya no sirve.',
  },
  appResumed: {
    subject: 'Tu aplicación de códigos vuelve a funcionar',
    heading: 'Tu aplicación de códigos vuelve a funcionar',
    lead: 'Se había avisado de que estaba perdida. Sus códigos te dejan entrar otra vez.',
  },
  suspended: {
    subject: 'Una forma de entrar ha quedado fuera de uso',
    heading: 'Una forma de entrar ha quedado fuera de uso',
    lost: 'Perdida, según el aviso: {{what}}. Ya no deja entrar a nadie. Usa otra forma o tu código de recuperación, y configura una nueva.',
    guessed:
      'Demasiados códigos incorrectos seguidos: {{what}}. Ya no deja entrar a nadie. Usa otra forma o tu código de recuperación, y configúrala otra vez.',
  },
  wrongProofs: {
    subject: 'Códigos incorrectos después de tu contraseña',
    heading: 'Alguien conoce tu contraseña',
    lead_one: 'Se escribió bien tu contraseña y después {{count}} código incorrecto. Nadie ha entrado.',
    lead_other: 'Se escribió bien tu contraseña y después {{count}} códigos incorrectos. Nadie ha entrado.',
  },
  passwordReset: {
    subject: 'Elige una contraseña nueva para {{instance}}',
    heading: 'Elige una contraseña nueva',
    lead: 'Alguien, seguramente tú, ha pedido una contraseña nueva para {{instance}}. Se elige en este enlace:',
    button: 'Elegir una contraseña nueva',
    until: 'Sirve una sola vez, durante {{duration}}, hasta las {{until}}, y solo en el navegador que lo pidió.',
    anyway: 'Sirve una sola vez, y solo en el navegador que lo pidió.',
    notYou: 'Si no lo has pedido tú, no hagas nada: no cambia nada y tu contraseña sigue siendo la misma.',
  },
  passwordChanged: {
    subject: 'Se ha cambiado tu contraseña',
    heading: 'Se ha cambiado tu contraseña',
    lead: 'Tu cuenta tiene una contraseña nueva. Se ha cerrado la sesión en todos los demás dispositivos.',
  },
  newDevice: {
    subject: 'Un dispositivo nuevo entró en tu cuenta',
    heading: 'Entró un dispositivo nuevo',
    lead: 'Tu cuenta se abrió en un navegador que no la había abierto antes.',
  },
  resetOpened: {
    subject: 'Se ha pedido al equipo de asistencia que restablezca tu acceso',
    heading: 'Alguien ha pedido un restablecimiento',
    lead: 'Se ha pedido al equipo de asistencia que quite tus aplicaciones de códigos, llaves de acceso y código de recuperación para configurarlos de nuevo. Tu contraseña no cambia.',
    hold: 'No ocurrirá antes de este momento: {{until}}.',
    noHold: 'Puede ocurrir en cualquier momento.',
    ask: 'Si no lo has pedido tú, detenlo ahora. El botón sirve durante 7 días, también después del restablecimiento.',
    button: 'Detener el restablecimiento',
    you: 'Si lo has pedido tú, no tienes que hacer nada. El equipo de asistencia te leerá un pase de un solo uso.',
  },
  resetCarriedOut: {
    subject: 'El equipo de asistencia ha restablecido tu acceso',
    heading: 'Tu acceso se ha restablecido',
    lead: 'El equipo de asistencia ha quitado tus aplicaciones de códigos, llaves de acceso, código de recuperación y dispositivos de confianza. Se ha cerrado la sesión en todas partes. Tu contraseña no cambia.',
    next: 'Entra con tu contraseña y el pase de un solo uso que te lee el equipo de asistencia. Después configuras tu acceso otra vez.',
    ask: 'Si no lo has pedido tú, detenlo ahora. El botón sirve durante 7 días.',
    button: 'Detener el restablecimiento',
  },
  resetCancelled: {
    subject: 'Se ha anulado el restablecimiento de tu acceso',
    heading: 'El restablecimiento se ha anulado',
    lead: 'El equipo de asistencia ha anulado el restablecimiento de tu acceso. No se ha cambiado nada.',
  },
  resetStopped: {
    subject: 'Lo has detenido: tu cuenta está a salvo',
    heading: 'Detenido',
    lead: 'Se ha cerrado la sesión en todos los dispositivos, se ha quitado lo que se añadió desde entonces y no se puede configurar nada hasta que el equipo de asistencia lo permita.',
    next: 'Llama al equipo de asistencia para volver a entrar. Usa un número que ya conozcas, no uno de un correo.',
  },
  addressChanged: {
    subject: 'Se ha cambiado tu dirección de acceso',
    heading: 'Se ha cambiado tu dirección',
    lead: 'La dirección con la que entras es ahora {{newAddress}}. Los correos sobre tu cuenta llegan allí.',
    ask: 'Si no lo esperabas, avisa al equipo de asistencia ahora. Usa un número que ya conozcas, no uno de un correo.',
  },
};
