import type { members as source } from '../en/members.ts';

/** Who belongs where. */
export const members: typeof source = {
  members: {
    invite: 'Invitar a alguien',
    inviteHeading: 'Invitar a alguien a {{name}}',
    inviteWhy: 'Recibe un enlace para elegir una contraseña. A quien ya tiene cuenta se le pide que se una.',
    mailed: 'Se envió un enlace a {{address}}.',
    kind: 'Cambiar el tipo',
    kindHeading: '¿Qué es {{name}} en {{organization}}?',
    kindWhy: 'Lo que es en {{name}} dice si su MFA le cubre y qué puede hacer aquí.',
    kindSubmit: 'Cambiar',
    role: 'Función',
    roleHeading: '¿Qué función tiene {{name}} en {{organization}}?',
    roleWhy: 'Las funciones son para el personal. Quien administra ya tiene una.',
    roleSubmit: 'Guardar',
    noRole: 'Ninguna',
    auditorHint: 'Lo mira todo, exporta y comprueba el registro, no cambia nada.',
    'help-deskHint': 'Ve a las personas de la organización, las invita y termina sus sesiones.',
    code: 'Código para configurar',
    codeHeading: '¿Un código para {{name}} en {{organization}}?',
    codeWhy:
      'Hace falta donde la organización pide un código de invitación para configurar, o tras una larga ausencia. Los códigos anteriores dejan de valer.',
    codeSubmit: 'Crear el código',
    codeMade: 'El código',
    codeOnce: 'Solo se muestra ahora. Dilo en voz alta o entrégalo: no por correo.',
    back: 'Volver',
    'not-staff': 'Las funciones se conceden al personal. Cambia antes el tipo.',
    'role-elsewhere': 'Esa función es de otro tipo de organización.',
    'nothing-granted': 'Ya estaba así. No se ha cambiado nada.',
    'already-granted': 'Ya estaba así. No se ha cambiado nada.',
    acts: 'Lo que puedes hacer',
  },
  invitations: {
    link: 'Invitaciones abiertas',
    heading: 'Invitaciones abiertas a {{name}}',
    caption: 'Invitaciones abiertas',
    noneHint:
      'Quienes recibieron una invitación ya han respondido, o su enlace ha caducado. Los enlaces valen 14 días.',
    mailed: 'Enviada',
    until: 'Vale hasta',
    withdraw: 'Retirar',
    withdrawHeading: '¿Retirar la invitación a {{address}}?',
    linkEnds: 'El enlace del correo y el código de configuración dejan de funcionar. No se le avisa.',
    againLater: 'Puedes volver a enviar una invitación más tarde.',
  },
};
