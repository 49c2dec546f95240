import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Not the default `assets`, which is a view's address.
    assetsDir: 'built',
    target: 'es2023',
    // The page's policy allows no data: addresses; every asset is a file of its own.
    assetsInlineLimit: 0,
    // Vite's preload polyfill would be an inline script.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': process.env['WITNESSMARK_URL'] ?? 'http://127.0.0.1:8480' } },
});
