import { defineConfig } from "vite";

export default defineConfig({
  appType: "mpa",
  build: {
    // All scripts and styles lie under one path, whichever screen they are for.
    assetsDir: "kds/assets",
    target: "es2022",
    sourcemap: false,
    rolldownOptions: {
      input: { kds: "kds/index.html", board: "board/index.html", order: "order/index.html", floor: "floor/index.html", worker: "src/worker.ts" },
      // Browsers ask for the worker by name; it rules over the path it lies in.
      output: { entryFileNames: ({ name }) => (name === "worker" ? "kds/worker.js" : "kds/assets/[name]-[hash].js") },
    },
  },
});
