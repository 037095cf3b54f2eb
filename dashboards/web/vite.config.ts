import { defineConfig } from "vite";

export default defineConfig({
  appType: "mpa",
  build: {
    // Everything the display needs lies under one path, so that one proxy rule serves it.
    assetsDir: "kds/assets",
    target: "es2022",
    sourcemap: false,
    rolldownOptions: {
      input: { kds: "kds/index.html", worker: "src/worker.ts" },
      // Browsers ask for the worker by name; it rules over the path it lies in.
      output: { entryFileNames: ({ name }) => (name === "worker" ? "kds/worker.js" : "kds/assets/[name]-[hash].js") },
    },
  },
});
