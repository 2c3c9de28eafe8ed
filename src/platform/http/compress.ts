import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Compresses small bodies in one call: a page takes well under a millisecond, and the asynchronous forms would wait behind
 * password hashes in the same thread pool.
 */
export function compress(bytes: Buffer, encoding: 'br' | 'gzip', effort: 'page' | 'asset'): Buffer {
  if (encoding === 'gzip') return gzipSync(bytes, { level: effort === 'page' ? 6 : 9 });
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: effort === 'page' ? 4 : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
