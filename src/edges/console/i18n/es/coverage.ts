import type { coverage as source } from '../en/coverage.ts';

/** How far MFA reaches. */
export const coverage: typeof source = {
  coverage: {
    heading: 'Cobertura de {{name}}',
    link: 'Cobertura',
    sentence_one: 'Afecta a un miembro. Preparados: {{setUp}}. Aún no: {{missing}}.',
    sentence_other: 'Afecta a {{count}} miembros. Preparados: {{setUp}}. Aún no: {{missing}}.',
    notRequired: 'Aquí no se exige la MFA. Se cuenta quién podría usar una aplicación o una llave de acceso.',
    nobody: 'Aún no hay nadie en esta organización. Invita antes a su gente.',
    kinds: 'Preparados, por tipo de miembro',
    methods: 'Métodos en uso',
    weeks: 'Preparados, semana a semana',
    covered: 'Le afecta',
    setUp: 'Preparados',
    missing: 'Aún no',
    until: 'El día',
    of: '{{value}} de {{of}}',
    csv: 'Descargar como CSV: {{chart}}',
    signIns: 'Inicios de sesión por método, semana a semana',
    failures: 'Lo que falló al iniciar sesión, semana a semana',
    byWeek:
      'Las últimas {{count}} semanas, cada una desde el lunes (UTC), contadas segundos después. Quien pertenece a dos organizaciones cuenta en ambas.',
    noSignIns: 'Ningún miembro ha iniciado sesión últimamente. Los inicios aparecen aquí segundos después.',
    noFailures: 'Últimamente no ha fallado nada: ninguna contraseña ni código equivocado.',
    weekFrom: 'Semana desde',
    all: 'Todos',
    failure: '{{method}}: {{how}}',
    unknown: 'Sin registrar',
  },
  outcome: {
    started: 'iniciada',
    wrong: 'no coincide',
    expired: 'fuera de tiempo',
    'held-off': 'demasiados intentos antes',
  },
};
