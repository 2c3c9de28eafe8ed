import type { own as source } from '../en/own.ts';

/** Frases de las páginas en las que cada persona cambia su propio acceso. */
export const own: typeof source = {
  own: {
    proveHeading: 'Primero confirma que eres tú',
    proveWhy: 'Tu forma de entrar solo se cambia justo después de demostrar que eres tú. Luego vuelves aquí.',
    frozenHeading: 'Por ahora no se puede cambiar nada',
    frozenWhy:
      'Alguien eligió «No he sido yo» en uno de nuestros correos. Llama a asistencia: lo levantan cuando hayan hablado contigo.',
    manage: 'Gestionar',
    addApp: 'Añadir una aplicación de códigos',
    addAppWhy:
      'Una segunda aplicación, en otro teléfono o en tu ordenador, te deja entrar cuando no tienes la primera a mano.',
    addDevice: 'Confiar en este dispositivo',
    addDeviceWhy:
      'La próxima vez bastará tu huella, tu cara o el PIN del dispositivo después de la contraseña. Hazlo solo en un dispositivo tuyo.',
    addKey: 'Añadir una llave de seguridad',
    addKeyWhy: 'Conéctala o tenla a mano. Guarda su propio PIN y funciona en cualquier dispositivo.',
    isApp: 'Aplicación de códigos',
    label: 'Nombre',
    labelHint: 'Algo que reconozcas, por ejemplo «Teléfono del trabajo».',
    labelTitle: 'Ese nombre no se puede usar',
    labelNext: 'Ponle un nombre de 1 a 60 caracteres.',
    saveLabel: 'Guardar nombre',
    saving: 'Guardando…',
    replaceTitle: '¿Teléfono nuevo?',
    replaceWhy: 'Configura la aplicación en el nuevo. La anterior deja de funcionar en ese momento.',
    replace: 'Sustituir esta aplicación',
    replaceHeading: 'Configura tu nueva aplicación de códigos',
    replacesWhy: 'Ocupa el lugar de {{name}}, que funciona hasta que termines aquí.',
    removeTitle: 'Quitar',
    removeAppWhy:
      'Sus códigos dejan de servir, se cierra tu sesión en todos los demás sitios y te avisamos por correo.',
    removePasskeyWhy: 'Deja de servir, se cierra tu sesión en todos los demás sitios y te avisamos por correo.',
    remove: 'Quitar',
    removing: 'Quitando…',
    neededTitle: 'Es lo último que te queda',
    neededApp_one:
      '{{organizations}} pide un segundo paso y esto es lo último que tienes para darlo. Sustitúyela o añade otra cosa antes.',
    neededApp_other:
      '{{organizations}} piden un segundo paso y esto es lo último que tienes para darlo. Sustitúyela o añade otra cosa antes.',
    neededPasskey_one:
      '{{organizations}} pide un segundo paso y esto es lo último que tienes para darlo. Añade otra cosa antes.',
    neededPasskey_other:
      '{{organizations}} piden un segundo paso y esto es lo último que tienes para darlo. Añade otra cosa antes.',
    againTitle: 'Algo más cambió en el mismo momento',
    againNext: 'Aquí no se ha cambiado nada. Míralo otra vez y vuelve a intentarlo.',
    codeTitle: 'Ese código no coincide',
    codeNext: 'Mira el código más reciente en la aplicación.',
    overTitle: 'Esta página estuvo abierta demasiado tiempo',
    overAppNext:
      'No se ha añadido nada. Aquí tienes un código nuevo para escanear; borra la entrada que hiciste antes.',
    tryNext: 'No se ha añadido nada. Inténtalo otra vez.',
    passkeyTitle: 'No ha funcionado',
    thereTitle: 'Ya está aquí',
    thereNext: 'Este dispositivo o esta llave ya tiene una clave de acceso para tu cuenta.',
    notSupportedTitle: 'Este navegador no puede hacerlo',
    notSupportedNext: 'Prueba con otro navegador o dispositivo.',
    noOfferHeading: 'No se puede añadir nada más',
    notAccepted: 'Tu organización no acepta esta forma de entrar.',
    nothingBound:
      'El código de recuperación te deja entrar si pierdes tu aplicación o tu dispositivo. Configura antes uno de ellos.',
    makeCode: 'Crear un código de recuperación',
    renewCode: 'Crear un código de recuperación nuevo',
    codeReplacesWhy:
      'El código anterior sirve hasta que hayas guardado este. Después no podremos volver a mostrártelo.',
    tickTitle: 'Primero guarda el código',
    tickNext: 'Cuando lo hayas guardado, marca la casilla.',
    overCodeNext: 'No ha cambiado nada. Aquí tienes otro código; tira el de antes.',
    defaultHeading: 'Qué se te pide primero',
    defaultNow: '{{method}}. En un dispositivo de confianza, su huella, cara o PIN sigue siendo lo primero.',
    changeDefault: 'Elegir otra cosa',
    defaultWhy:
      'Después de la contraseña. En un dispositivo de confianza, su huella, cara o PIN sigue siendo lo primero. Siempre puedes probar otro método.',
    defaultNone: 'Todavía no hay nada que elegir.',
    saveDefault: 'Guardar elección',
    defaultTitle: 'Eso no se puede pedir primero',
    defaultNext: 'No está configurado o no funciona ahora. Elige otra cosa.',
    lost: 'He perdido mi teléfono',
    lostWhy:
      'Los códigos de tu aplicación dejan de servir al momento, se cierra tu sesión en los demás sitios y te avisamos por correo. Para recuperarla, entra de otra forma.',
    lostDo: 'Anular los códigos de mi aplicación',
    suspended: 'Fuera de uso',
    resumeTitle: '¿La has encontrado?',
    resumeWhy: 'Sus códigos no sirven porque se avisó de que estaba perdida.',
    resume: 'Que vuelva a funcionar',
    full: 'Ya tienes tantas como se pueden guardar. Quita una antes.',
  },
};
