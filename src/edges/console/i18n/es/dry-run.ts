import type { dryRun as source } from '../en/dry-run.ts';

/** Trying a mandate before it is granted. */
export const dryRun: typeof source = {
  dryRun: {
    heading: 'Probar la MFA en {{name}}',
    why: 'Lo que encontraría cada miembro si entrara ahora, en las condiciones de abajo. No cambia nada, y la dirección de esta página se puede guardar y enviar.',
    first: 'Se cuentan los primeros {{count}} miembros.',
    meets: 'Qué encontrarían',
    outlook: 'La próxima vez que entren',
    all: 'Todos',
    methods: 'Métodos aceptados ya preparados',
    methodsCaption: 'Métodos aceptados, entre {{count}} miembros afectados',
    method: 'Método',
    people: 'Personas',
    everybody: 'Miembro por miembro',
    peopleCaption: 'Los miembros y lo que encontrarían',
    nobody: 'Nadie.',
    terms: 'Condiciones',
    try: 'Probar estas condiciones',
    grant: 'Conceder la MFA en estas condiciones',
    change: 'Cambiar a estas condiciones',
  },
  outlook: {
    'as-before': 'Entran como antes',
    ready: 'Usan lo que tienen preparado',
    grace: 'Se les pide prepararlo y pueden aplazarlo',
    'set-up': 'Preparan antes un segundo paso',
    stuck: 'No les queda ningún método aceptado',
    shut: 'No pueden entrar, con MFA o sin ella',
  },
};
