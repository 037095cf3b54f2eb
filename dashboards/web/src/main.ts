/** Starts the kitchen display: settings, token, stations, then the rail. */

import "@fontsource/noto-sans-devanagari/devanagari-400.css";
import "@fontsource/noto-sans-devanagari/devanagari-700.css";
import "./css/theme.css";
import "./css/bar.css";
import "./css/rail.css";
import "./css/ticket.css";
import "./css/panels.css";
import "./css/dialogs.css";

import { readConfig } from "./config.ts";
import { Controls } from "./controls.ts";
import { startOffline } from "./offline.ts";
import { Screen } from "./screen.ts";
import { SettingsStore } from "./settings.ts";
import { showConnection, showTitle, toast } from "./view/board.ts";
import { stayAwake } from "./wakeLock.ts";

/** Nothing fails unsaid: what nobody caught is shown. */
window.addEventListener("unhandledrejection", (event) => {
  console.error(event.reason);
  event.preventDefault();
  toast(event.reason instanceof Error ? event.reason.message : String(event.reason));
});

let controls: Controls | null = null;
const settings = new SettingsStore(() => void controls?.apply());
const screen = new Screen(settings, () => readConfig(() => showConnection("connecting")));
controls = new Controls(settings, screen);
await controls.apply();
showTitle("", "");
showConnection("connecting");
stayAwake();
void startOffline();
await screen.start();
