import type { branding as source } from '../en/branding.ts';

/** How an organization shows itself. */
export const branding: typeof source = {
  branding: {
    title: 'Cómo se presenta',
    change: 'Cambiar nombre, color y logotipo',
    heading: 'Cómo se presenta {{name}}',
    why: 'Sus miembros lo ven en cada página después de la contraseña. Antes no lo ve nadie.',
    displayName: 'Nombre que ven sus miembros (opcional)',
    displayNameHint: 'Si lo dejas vacío: {{name}}.',
    color: 'Color (opcional)',
    colorHint: 'Con # y seis cifras, por ejemplo #0d5163. Donde no se leería bien, se oscurece o se aclara.',
    logo: 'Logotipo (opcional)',
    logoHint: 'PNG o JPEG de hasta 512 kB. Se muestra pequeño: 200 por 80 como máximo.',
    logoKept: 'Si no eliges nada, se queda el logotipo de abajo.',
    noLogo: 'Sin logotipo',
    preview: 'Vista previa',
    save: 'Guardar',
    sampleTitle: 'Así se verá',
    light: 'Páginas claras.',
    dark: 'Páginas oscuras.',
    own: 'El color de este servicio.',
    kept: 'Tu color tal como es.',
    darkened: 'Aquí tu color se leería mal, así que se oscurece a {{color}}.',
    lightened: 'Aquí tu color se leería mal, así que se aclara a {{color}}.',
    sampleHeading: 'Escribe tu código',
    sampleText: 'El de tu aplicación de autenticación.',
    sampleButton: 'Continuar',
    sampleLink: 'Probar otro método',
  },
};
