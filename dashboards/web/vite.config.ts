import { defineConfig } from "vite";

export default defineConfig({
  appType: "mpa",
  build: {
    // Everything the display needs lies under one path, so that one proxy rule serves it.
    assetsDir: "kds/assets",
    target: "es2022",
    sourcemap: false,
    rolldownOptions: { input: { kds: "kds/index.html" } },
  },
});
