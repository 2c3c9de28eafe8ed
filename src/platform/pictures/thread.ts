import { parentPort, workerData } from 'node:worker_threads';
import type { Box } from './fit.ts';
import { redraw } from './redraw.ts';

/** What the thread is handed. */
export interface Task {
  readonly file: Uint8Array;
  readonly box: Box;
}

const { file, box } = workerData as Task;
parentPort?.postMessage(redraw(Buffer.from(file.buffer, file.byteOffset, file.byteLength), box));
