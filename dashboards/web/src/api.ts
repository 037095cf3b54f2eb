/** The REST API as a kitchen display uses it. */

import { newUuid, type Station } from "./storage.ts";
import type { Ticket, TicketStatus } from "./tickets.ts";

const TIMEOUT_MS = 8_000;
const RETRY_AFTER_MS = [400, 1_200, 3_000];

/** A refusal, or no answer at all (status 0). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  /** The same request may succeed later: nobody answered, or the server says so. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500 || this.code === "idempotency-key-in-flight";
  }
}

export interface MenuAnswer {
  outlet: { id: string; name: string };
  stations: Station[];
}

export class Api {
  constructor(
    private readonly url: string,
    private readonly token: () => string | null,
  ) {}

  async login(username: string, password: string): Promise<string> {
    const answer = await this.#send<{ access_token: string }>("/api/auth/login", { username, password }, null);
    return answer.access_token;
  }

  menu(outletId: string): Promise<MenuAnswer> {
    return this.#send<MenuAnswer>(`/api/menu?outlet_id=${encodeURIComponent(outletId)}`, undefined, null);
  }

  /** A token for a screen on the wall, which a manager may make. */
  async displayToken(station: string, token: string): Promise<string> {
    const answer = await this.#send<{ token: string }>("/api/auth/display-tokens", { station }, token);
    return answer.token;
  }

  /** Move a ticket; asked again under the same key until there is an answer, so it happens once. */
  async advance(ticketId: string, to: TicketStatus): Promise<Ticket> {
    const key = newUuid();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#send(`/api/tickets/${ticketId}/advance`, { to }, this.token(), key);
      } catch (error) {
        const pause = RETRY_AFTER_MS[attempt];
        if (!(error instanceof ApiProblem) || !error.passing || pause === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  async #send<T>(path: string, body: unknown, token: string | null, key = newUuid()): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (token !== null) headers["Authorization"] = `Bearer ${token}`;
    const request: RequestInit = { headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      headers["Idempotency-Key"] = key;
      request.method = "POST";
      request.body = JSON.stringify(body);
    }
    let response: Response;
    try {
      response = await fetch(this.url + path, request);
    } catch {
      throw new ApiProblem(0, "unreachable", "The server cannot be reached");
    }
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok) return answer as T;
    const said = answer["detail"] ?? answer["title"] ?? `the server answered ${response.status}`;
    throw new ApiProblem(response.status, String(answer["code"] ?? ""), String(said));
  }
}
