import type { organizationTools as source } from '../en/organization-tools.ts';

/** What is taken from an organization's page. */
export const organizationTools: typeof source = {
  evidence: {
    link: 'Paquete de pruebas',
    heading: 'Paquete de pruebas de {{name}}',
    why: 'Un archivo ZIP que demuestra a un auditor que aquí se exige y se usa la MFA. Queda anotado que lo creaste.',
    coverage: 'La exigencia, su historia y quién está cubierto y configurado, por tipo y método.',
    exceptions: 'Todas las personas cubiertas y sin configurar.',
    resets: 'Los restablecimientos, con quién los abrió, aprobó e hizo; los usos de cuentas de emergencia.',
    rows: 'Las filas de la organización en el registro de auditoría.',
    signed: 'Un inventario firmado de todos los archivos. Empieza por summary.md.',
    since: 'Restablecimientos y filas desde',
    sinceHint: 'Un día pasado; empieza a medianoche UTC.',
    sinceWrong: 'Elige un día pasado.',
    download: 'Descargar',
  },
  workstation: {
    link: 'Puesto compartido',
    heading: 'Marcar un puesto compartido',
    why: 'Crea un enlace para un navegador que comparten varias personas de {{name}}.',
    noTrust: 'Allí no se pregunta a nadie si confía en el dispositivo.',
    idle: 'Sin un clic, allí la sesión se cierra tras {{time}}.',
    once: 'El enlace funciona una vez, y también puede quitar la marca.',
    make: 'Crear el enlace',
    made: 'Abre este enlace en el puesto',
    open: 'Solo se muestra ahora y caduca {{when}}. Escríbelo o envíalo al navegador que se va a marcar.',
    copy: 'Copiar',
    copied: 'Copiado',
    back: 'Volver a la organización',
  },
};
