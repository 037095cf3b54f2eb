/** Starts the kitchen display: settings, token, stations, then the rail. */

import "@fontsource/noto-sans-devanagari/devanagari-400.css";
import "@fontsource/noto-sans-devanagari/devanagari-700.css";
import "./css/theme.css";
import "./css/bar.css";
import "./css/rail.css";
import "./css/ticket.css";
import "./css/panels.css";
import "./css/dialogs.css";

import { Controls } from "./controls.ts";
import { startOffline } from "./offline.ts";
import { Screen } from "./screen.ts";
import { SettingsStore } from "./settings.ts";
import { load, save } from "./storage.ts";
import { showConnection, showTitle, toast } from "./view/board.ts";
import { stayAwake } from "./wakeLock.ts";

const CONFIG_RETRY_MS = 2_000;

export interface Config {
  api_url: string;
  realtime_url: string;
}

/** Where the servers are; as last known while this one does not say. */
async function readConfig(): Promise<Config> {
  for (;;) {
    try {
      const response = await fetch("/config.json", { cache: "no-store" });
      if (response.ok) {
        const config = (await response.json()) as Config;
        save("config", config);
        return config;
      }
    } catch {
      showConnection("connecting");
    }
    const known = load<Config>("config");
    if (known !== null) return known;
    await new Promise((resolve) => setTimeout(resolve, CONFIG_RETRY_MS));
  }
}

/** Nothing fails unsaid: what nobody caught is shown. */
window.addEventListener("unhandledrejection", (event) => {
  console.error(event.reason);
  event.preventDefault();
  toast(event.reason instanceof Error ? event.reason.message : String(event.reason));
});

let controls: Controls | null = null;
const settings = new SettingsStore(() => void controls?.apply());
const screen = new Screen(settings, readConfig);
controls = new Controls(settings, screen);
await controls.apply();
showTitle("", "");
showConnection("connecting");
stayAwake();
void startOffline();
await screen.start();
