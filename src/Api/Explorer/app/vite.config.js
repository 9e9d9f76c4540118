import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';

// Writes name.br and name.gz beside every text asset that they make smaller; the server sends them as they are.
function precompress() {
  const encodings = [
    ['.br', (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })],
    ['.gz', (bytes) => promisify(gzip)(bytes, { level: 9 })],
  ];
  return {
    name: 'precompress',
    apply: 'build',
    writeBundle: {
      sequential: true,
      async handler({ dir }) {
        const assets = path.join(dir, 'assets');
        const names = (await readdir(assets)).filter((name) => /\.(js|css|svg|json)$/.test(name));
        await Promise.all(
          names.map(async (name) => {
            const file = path.join(assets, name);
            const bytes = await readFile(file);
            for (const [extension, compress] of encodings) {
              const packed = await compress(bytes);
              if (packed.length < bytes.length) {
                await writeFile(file + extension, packed);
              }
            }
          }),
        );
      },
    },
  };
}

export default defineConfig({
  base: '/explorer/',
  plugins: [precompress()],
  build: {
    target: 'es2022',
    emptyOutDir: true,
    // The bundled packages' licences ask for their notices to go along.
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 8192,
    reportCompressedSize: false,
    // "use client" in the React libraries means nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false, pluginTimings: false } },
  },
  server: {
    proxy: { '/graphql': process.env.GROUPRESULTS_URL ?? 'http://localhost:5000' },
  },
});
