import type { settings as source } from '../en/settings.ts';

/** Making organizations and changing what holds in one. */
export const settings: typeof source = {
  settings: {
    acts: 'Lo que puedes hacer con la organización',
    createHeading: 'Crear una organización',
    create: 'Crear la organización',
    clinicHint: 'Trabajan varias personas. Se le puede conceder la MFA.',
    soloHint: 'Un solo profesional y sus pacientes. No se le puede conceder la MFA.',
    supportHint: 'Dónde reciben ayuda sus miembros: un correo, un número o un enlace. Vacío: el de la instancia.',
    heading: 'Ajustes de {{name}}',
    link: 'Cambiar los ajustes',
    save: 'Guardar',
    idle: 'Se cierra la sesión tras tantos minutos sin actividad',
    absolute: 'Como muy tarde, tras tantas horas',
    workstation: 'En equipos compartidos, tras tantos minutos',
    disable: 'Desactivar la organización',
    disableHeading: '¿Desactivar {{name}}?',
    'disable-1': 'Quien no pertenezca a ninguna otra no podrá entrar hasta que se reactive.',
    'disable-2': 'Para los demás dejan de regir su MFA y sus límites.',
    enable: 'Activar la organización',
    enableHeading: '¿Activar {{name}}?',
    'enable-1': 'Sus miembros entran como antes.',
    'enable-2': 'Su MFA y sus límites vuelven a regir.',
    'allow-resets': 'Permitir que restablezcan sus administradores',
    'allow-resetsHeading': '¿Permitir que los administradores de {{name}} restablezcan a su gente?',
    'allow-resets-1':
      'Sus administradores abren y ejecutan restablecimientos de quienes no pertenecen a ninguna otra organización.',
    'allow-resets-2':
      'Rigen las mismas reglas que para soporte: nunca el propio, nunca un papel superior, con llamada.',
    'stop-resets': 'Dejar los restablecimientos a soporte',
    'stop-resetsHeading': '¿Dejar los restablecimientos de {{name}} a soporte?',
    'stop-resets-1': 'Sus administradores ya no abren ni ejecutan restablecimientos, tampoco los que están en curso.',
    'stop-resets-2': 'Soporte sigue con ellos.',
    'require-passkeys': 'Abrir la consola solo con llaves de acceso',
    'require-passkeysHeading': '¿Abrir la consola solo con llaves de acceso?',
    'require-passkeys-1':
      'Quien tenga un rol y ninguna llave de acceso tendrá que añadir una antes de entrar. Una aplicación ya no abre la consola.',
    'require-passkeys-2':
      'Antes necesitas una llave de acceso tuya. Las cuentas de emergencia siguen abriendo la consola.',
    'allow-apps': 'Abrir la consola también con aplicaciones',
    'allow-appsHeading': '¿Abrir la consola también con aplicaciones de autenticación?',
    'allow-apps-1': 'Quien tenga un rol entra con una aplicación o una llave de acceso.',
    'allow-apps-2': 'Las llaves de acceso siguen siendo lo más seguro: nadie puede lograr que se las dicten.',
    console: 'La consola admite',
    passkeys: 'Solo llaves de acceso',
    passkeysOrApps: 'Una aplicación o una llave de acceso',
    adminResets: 'Sus administradores restablecen a su gente',
  },
};
