import type { workstation as source } from '../en/workstation.ts';

/** Frases sobre navegadores que usan varias personas. */
export const workstation: typeof source = {
  workstation: {
    notice: 'Puesto compartido: aquí no se guarda nada tuyo.',
    notYou: 'Puesto compartido, en uso por {{name}}. ¿No eres tú?',
    switch: 'Cambiar de persona',
    heading: '¿Convertirlo en un puesto compartido?',
    why: 'Para un ordenador de {{organization}} que usan varias personas. Solo afecta a este navegador.',
    keepsNothing: 'Aquí no se confía en el dispositivo de nadie ni se rellena nada para la siguiente persona.',
    endsSoon: 'Quien se va deja de tener la sesión abierta en cinco minutos como mucho.',
    switches: 'Una pulsación cierra la sesión de la última persona y deja entrar a la siguiente.',
    isMarked: 'Este navegador ya es un puesto compartido.',
    mark: 'Convertirlo en puesto compartido',
    unmark: 'Volver a un navegador normal',
    markedHeading: 'Ahora es un puesto compartido',
    markedWhy: 'Lo sigue siendo hasta que alguien abra aquí otro enlace como este.',
    unmarkedHeading: 'Vuelve a ser un navegador normal',
    unmarkedWhy: 'Cada persona puede confiar en este dispositivo al entrar.',
    overHeading: 'Este enlace ya no funciona',
    overWhy: 'Funciona una vez y durante un día. Pide otro a quien te lo dio.',
    noPasskey:
      'Este dispositivo lo usan varias personas, así que no guarda la huella, la cara ni el PIN de nadie. Añade una llave de seguridad.',
  },
};
