/** Frases de la página que crea al primer responsable. */
export const firstOwner = {
  firstOwner: {
    heading: 'Empieza como primer responsable',
    why: 'Aquí todavía no hay nadie. Di quién gestiona este acceso y elige cómo vas a entrar tú.',
    organization: 'Tu organización',
    organizationHint: 'La que gestiona este acceso para todas las demás.',
    name: 'Tu nombre',
    address: 'Correo electrónico',
    addressHint: 'Entrarás con él y allí llegarán los avisos de seguridad. Comprueba que no tiene erratas.',
    begin: 'Crear y seguir',
    organizationTitle: 'La organización necesita un nombre',
    nameTitle: 'Falta tu nombre',
    lineNext: 'Escribe entre 1 y 120 caracteres en una línea.',
    addressTitle: 'Eso no es una dirección de correo',
    addressNext: 'Escríbela como nombre@ejemplo.com.',
    doneHeading: 'Ya eres el primer responsable',
    doneWhy:
      'Ahora inicia sesión. Configurarás una aplicación de códigos y después podrás abrir la consola: añade /console a la dirección de este sitio.',
  },
};
