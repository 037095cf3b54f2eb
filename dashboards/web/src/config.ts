/** Where the servers are; as last known while this one does not say. */

import { load, save } from "./storage.ts";

const RETRY_MS = 2_000;

export interface Config {
  api_url: string;
  realtime_url: string;
}

/** Asked again until somebody answers; `waiting` is called when nobody did. */
export async function readConfig(waiting: () => void): Promise<Config> {
  for (;;) {
    try {
      const response = await fetch("/config.json", { cache: "no-store" });
      if (response.ok) {
        const config = (await response.json()) as Config;
        save("config", config);
        return config;
      }
    } catch {
      waiting();
    }
    const known = load<Config>("config");
    if (known !== null) return known;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
