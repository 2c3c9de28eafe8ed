import type { acts as source } from '../en/acts.ts';

/** What every form says, and why something is not done. */
export const acts: typeof source = {
  act: {
    problem: 'Hay un problema',
    cancel: 'Cancelar',
    missing: 'Rellena este campo.',
    optional: '{{label}} (opcional)',
  },
  job: { progress: 'Cuánto lleva', look: 'Volver a mirar' },
  denied: {
    'not-permitted': 'Tu función no lo permite.',
    'own-account': 'Nadie hace esto con su propia cuenta. Pídeselo a otra persona del equipo.',
    'higher-role': 'Hace falta una función superior a la tuya. Pídeselo a un propietario.',
    'organization-unknown': 'No existe esa organización.',
    'organization-disabled': 'Esta organización está desactivada. Actívala primero.',
    'name-malformed': 'Un nombre es una línea de 1 a 120 caracteres.',
    'name-taken': 'Otra organización ya se llama así.',
    'support-malformed': 'Un contacto de ayuda es una línea de 1 a 200 caracteres.',
    'limits-out-of-range':
      'Una sesión dura entre 1 minuto y 24 horas, y sin un clic nunca más que en total. En puestos compartidos: 5 minutos sin un clic como máximo.',
    'solo-organization': 'La organización de un profesional por cuenta propia no puede pedir la MFA ni recibirla.',
    'solo-organization-full':
      'La organización de un profesional por cuenta propia tiene un solo miembro además de sus pacientes.',
    'not-an-admin': 'Solo quien administra esta organización puede pedir la MFA.',
    'already-requested': 'La MFA ya se pidió y espera respuesta.',
    'already-granted': 'Aquí ya se exige la MFA.',
    'nothing-granted': 'Aquí no se exige la MFA ni nadie la ha pedido.',
    'kinds-empty': 'Elige al menos un tipo de miembro.',
    'primary-method-missing':
      'Acepta la aplicación de autenticación o las llaves de acceso: sin ninguna de las dos nadie podría entrar.',
    'grace-malformed': 'El plazo es un día futuro o de 1 a 100 inicios de sesión.',
    'grace-renewed': 'Un plazo concedido puede acabar antes, no después.',
    'account-unknown': 'Esa cuenta ya no existe.',
    'already-member': 'Esta persona ya pertenece a la organización.',
    'not-a-member': 'Esta persona no pertenece a la organización.',
    'session-over': 'Esa sesión ya había terminado.',
    'address-malformed': 'Escribe un correo electrónico, como nombre@clinica.example.',
    'address-taken': 'Ya hay una cuenta con este correo.',
    unchanged: 'Ya estaba así. No se ha cambiado nada.',
    'not-the-operator': 'Solo la organización del operador decide qué pide la consola.',
    'console-needs-passkey':
      'La consola se abre solo con llaves de acceso, así que la organización del operador tiene que aceptarlas.',
    'invitation-over': 'Esta invitación ya se usó o ha caducado.',
    'not-the-owner': 'Esta invitación es para otra persona.',
    'empty-intersection':
      '{{one}} y {{other}} no aceptarían ningún método en común: quien pertenece a ambas no podría entrar nunca.',
    'password-refused': 'Esa contraseña no es lo bastante segura.',
    'color-malformed': 'Escribe el color como # y seis cifras, por ejemplo #0d5163.',
    'logo-wrong-type': 'Ese archivo no es PNG ni JPEG. Elige una imagen de uno de estos tipos.',
    'logo-too-heavy': 'Ese archivo pesa más de 512 kB. Guarda uno más ligero y elígelo aquí.',
    'logo-too-large': 'Esa imagen tiene más de 4 millones de píxeles. Redúcela y elígela de nuevo.',
    'logo-damaged': 'Esa imagen está dañada o incompleta. Guárdala otra vez como PNG y elígela de nuevo.',
    busy: 'Hay demasiada actividad ahora mismo. Inténtalo de nuevo en un momento.',
  },
  done: {
    changed: 'Cambiado.',
    'check-started': 'La comprobación ha empezado.',
    'person-disabled': 'Desactivada. Todas las sesiones han terminado.',
    'person-enabled': 'Activada. Puede volver a entrar.',
    'session-ended': 'Terminada. Ese navegador ya no está dentro.',
    'sessions-ended': 'Terminadas. Ya no está dentro en ningún sitio.',
    'address-changed': 'Cambiado. Se avisó al correo anterior y al nuevo.',
    offboarded: 'Hecho. Ya nada le permite entrar donde se dio de baja.',
    'person-deleted': 'Eliminada. El registro de auditoría se conserva.',
  },
};
