import type { alerts as source } from '../en/alerts.ts';

/** Alerts about resets. */
export const alerts: typeof source = {
  alerts: {
    heading: 'Alertas de restablecimientos',
    why: 'Se dan cuando algo no cuadra en los restablecimientos, llegan por correo a todos los responsables y quedan aquí con lo que se averiguó.',
    caption: 'Alertas, las más recientes primero',
    noneHint: 'Nunca se ha dado ninguna alerta.',
    unreviewed: 'Hay alertas de restablecimientos sin revisar',
    link: 'Alertas de restablecimientos',
    what: 'Qué se vio',
    when: 'Dada',
    review: 'Revisión',
    reviewer: 'Revisada por',
    waits: 'Sin revisar',
    reviewed: 'Revisada',
  },
  alertSentence: {
    'many-resets_one': '{{count}} restablecimiento de {{name}} en un día',
    'many-resets_other': '{{count}} restablecimientos de {{name}} en un día',
    'new-country': 'Inicio de sesión de {{name}} desde otro país tras un restablecimiento',
  },
  alertWhy: {
    'many-resets':
      'Puede ser un día de mucho trabajo, alguien que convenció al agente o la cuenta del agente en otras manos.',
    'new-country':
      'Un viaje, o quien convenció a un agente. En los siete días siguientes la cuenta entró desde un país donde no se la había visto en el año anterior.',
  },
  alertAbout: {
    'many-resets': 'Agente',
    'new-country': 'Persona',
  },
  alertNext: {
    'many-resets':
      'Mira cada restablecimiento y su llamada de comprobación, pregunta al agente y, si algo te extraña, llama a las personas restablecidas. Después anota qué fue.',
    'new-country':
      'Llama a la persona al número que constaba antes del restablecimiento. Si no fue ella, cierra sus sesiones, desactiva la cuenta y pregunta al agente. Después anota qué fue.',
  },
  alert: {
    resets: 'Restablecimientos de los que avisa',
    facts: 'Cómo está',
    person: 'Persona',
    opener: 'Abierto por',
    carriedOut: 'Realizado',
    signIn: 'Entró',
    from: 'Desde',
    browser: 'Navegador',
    unknownBrowser: 'No reconocido',
    country: '{{country}} ({{source}})',
    gone: 'Ya no se puede leer',
    told: 'Aviso',
    toldOwners: 'A todos los responsables, por correo',
    reviewedByOthers: 'La revisa un responsable del que no trate.',
    reviewNow: 'Revisarla',
    reviewHeading: 'Revisar la alerta',
    reviewWhy: 'Tu nombre y lo que escribas quedan con la alerta.',
    note: 'Qué fue',
    noteHint: 'A quién preguntaste, qué averiguaste y qué se hizo.',
    keep: 'Guardar la revisión',
    unreadable: 'Ya no se puede leer',
  },
};
