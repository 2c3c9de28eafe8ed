import type { events as source } from '../en/events.ts';

/** What happened, by the name of the event. */
export const events: typeof source = {
  event: {
    attempt: {
      identified: 'Se escribió un correo',
      ended: 'Un inicio de sesión se abandonó o caducó',
      throttled: 'Se frenó un inicio de sesión',
    },
    password: {
      ok: 'Contraseña correcta',
      bad: 'Contraseña incorrecta',
      throttled: 'Se frenaron los intentos de contraseña',
      set: 'Primera contraseña elegida',
      rehashed: 'Hash de la contraseña renovado',
      unsafe: 'Contraseña poco segura',
      'reset-requested': 'Se pidió un enlace para una contraseña nueva',
      'reset-done': 'Contraseña nueva por correo',
      changed: 'Contraseña cambiada',
    },
    proof: {
      ok: 'Segundo paso demostrado',
      bad: 'Segundo paso incorrecto',
      throttled: 'Se frenaron los segundos pasos',
      'method-chosen': 'Se eligió otro método',
    },
    code: {
      sent: 'Código enviado por correo',
    },
    'set-up': {
      started: 'Configuración empezada',
      postponed: 'Configuración aplazada',
      finished: 'Configuración terminada',
      frozen: 'Configuración congelada',
      unfrozen: 'Configuración permitida de nuevo',
    },
    authenticator: {
      bound: 'Método añadido',
      revoked: 'Método quitado',
      renamed: 'Método con otro nombre',
      suspended: 'Método suspendido',
      resumed: 'Método en uso de nuevo',
    },
    'recovery-code': {
      saved: 'Código de recuperación guardado',
      used: 'Código de recuperación usado',
    },
    trust: {
      accepted: 'Dispositivo de confianza',
      declined: 'No se quiso confiar en el dispositivo',
      failed: 'No se pudo confiar en el dispositivo',
    },
    session: {
      started: 'Sesión iniciada',
      ended: 'Sesión terminada',
    },
    browser: {
      forgotten: 'Navegador conocido olvidado',
      'unlock-requested': 'Se pidió un enlace de desbloqueo',
      unlocked: 'Navegador desbloqueado por correo',
    },
    account: {
      created: 'Cuenta creada',
      invited: 'Invitación enviada',
      'invitation-withdrawn': 'Invitación retirada',
      imported: 'Cuenta importada',
      enabled: 'Cuenta activada',
      disabled: 'Cuenta desactivada',
      'address-changed': 'Correo cambiado',
      'language-changed': 'Idioma cambiado',
      'default-method-chosen': 'Método habitual elegido',
      deleted: 'Cuenta eliminada',
      offboarded: 'Baja de la persona',
    },
    organization: {
      created: 'Organización creada',
      changed: 'Organización cambiada',
      'branding-changed': 'Aspecto de la organización cambiado',
    },
    workstation: {
      'link-made': 'Enlace para un puesto compartido creado',
      marked: 'Navegador marcado como puesto compartido',
      unmarked: 'El navegador ya no es un puesto compartido',
    },
    member: {
      added: 'Se le pidió que se uniera',
      accepted: 'Se unió',
      removed: 'Salió de la organización',
      'kind-changed': 'Tipo de miembro cambiado',
    },
    role: {
      granted: 'Función concedida',
      revoked: 'Función retirada',
    },
    client: {
      created: 'Aplicación registrada',
      'secret-rotated': 'Secreto de la aplicación renovado',
      disabled: 'Aplicación desactivada',
      enabled: 'Aplicación activada',
    },
    mfa: {
      requested: 'Se pidió la MFA',
      granted: 'MFA obligatoria',
      revoked: 'MFA retirada o denegada',
      changed: 'Condiciones de la MFA cambiadas',
    },
    reset: {
      opened: 'Restablecimiento abierto',
      approved: 'Restablecimiento aprobado',
      'carried-out': 'Restablecimiento hecho',
      cancelled: 'Restablecimiento anulado',
      vetoed: 'Restablecimiento detenido por su dueño',
      'pass-made': 'Pase de un solo uso creado',
      'pass-used': 'Pase de un solo uso utilizado',
      finished: 'Configuración tras el restablecimiento terminada',
      alert: 'Alerta de restablecimientos',
      'alert-reviewed': 'Alerta de restablecimientos revisada',
    },
    consent: {
      given: 'Acceso a una aplicación permitido',
    },
    logout: {
      delivered: 'Aplicación avisada de una salida',
      failed: 'No se pudo avisar a la aplicación de una salida',
    },
    mail: {
      'handed-over': 'Correo entregado',
      failed: 'Correo fallido',
    },
    import: {
      finished: 'Importación terminada',
    },
    backup: {
      made: 'Copia de seguridad hecha',
    },
    throttling: {
      alarm: 'Muchos más fallos de lo normal',
    },
    evidence: {
      made: 'Paquete de pruebas creado',
    },
    audit: {
      exported: 'Registro de auditoría exportado',
      checked: 'Registro de auditoría comprobado',
    },
    'break-glass': {
      made: 'Cuenta de emergencia creada',
      renewed: 'Códigos de emergencia renovados',
      revoked: 'Cuenta de emergencia revocada',
      used: 'Cuenta de emergencia usada',
      reviewed: 'Uso de emergencia revisado',
    },
    'setup-link': {
      made: 'Enlace de puesta en marcha creado',
    },
    demo: {
      seeded: 'Demostración preparada',
    },
  },
};
