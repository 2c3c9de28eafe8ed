import { Worker } from 'node:worker_threads';
import { type Result, refused } from '../kernel/result.ts';
import type { Box } from './fit.ts';
import { PICTURE_BYTES_MAX, type PictureRefusal } from './layout.ts';
import type { Redrawn } from './redraw.ts';
import type { Task } from './thread.ts';

/** A picture within the limits takes half a second on an old processor. */
const DEADLINE_MS = 5_000;
const MEMORY_MB = 256;

/** Draws pictures anew, beside the work of the server; see `redraw`. */
export type PictureReader = (file: Buffer, box: Box) => Promise<Result<Redrawn, PictureRefusal>>;

/** Makes a reader. What takes longer than `deadlineMs` or more memory than it may have is `damaged`. */
export function createPictureReader(deadlineMs = DEADLINE_MS): PictureReader {
  let before: Promise<unknown> = Promise.resolve();
  return (file, box) => {
    // One at a time: several uploads must not take every processor.
    const read = before.then(() => redrawApart({ file, box }, deadlineMs));
    before = read.catch(() => undefined);
    return read;
  };
}

async function redrawApart(task: Task, deadlineMs: number): Promise<Result<Redrawn, PictureRefusal>> {
  if (task.file.length > PICTURE_BYTES_MAX) return refused('too-heavy');
  const worker = new Worker(threadFile(), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    execArgv: [],
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => resolve(refused('damaged')), deadlineMs);
      worker.once('message', (drawn: Result<Redrawn, PictureRefusal>) => resolve(unpacked(drawn)));
      worker.once('error', (error) => (isOutOfMemory(error) ? resolve(refused('damaged')) : reject(error)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** A buffer arrives from another thread as plain bytes. */
function unpacked(drawn: Result<Redrawn, PictureRefusal>): Result<Redrawn, PictureRefusal> {
  return drawn.ok ? { ok: true, value: { ...drawn.value, png: Buffer.from(drawn.value.png) } } : drawn;
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** The bundle has the thread beside itself, under a name of its own. */
function threadFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './picture-thread.js', import.meta.url);
}
