/** The REST API as a kitchen display uses it. */

import { numberText, words } from "./i18n/language.ts";
import type { Standing, Standings } from "./standings.ts";
import { newUuid, type Station } from "./storage.ts";
import type { Ticket, TicketStatus } from "./tickets.ts";
import type { Ingredients } from "./totals.ts";

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
  categories: { items: MenuDish[] }[];
}

export interface MenuDish {
  name: string;
  variant: string;
  prep_seconds: number;
}

/** A display's token comes without one that renews it. */
export interface Tokens {
  access_token: string;
  expires_in: number;
  refresh_token?: string;
}

export class Api {
  constructor(
    private readonly url: string,
    private readonly token: () => Promise<string | null>,
  ) {}

  login(username: string, password: string): Promise<Tokens> {
    return this.#send<Tokens>("/api/auth/login", { username, password }, null);
  }

  renew(refresh: string): Promise<Tokens> {
    return this.#send<Tokens>("/api/auth/refresh", { refresh_token: refresh }, null);
  }

  menu(outletId: string): Promise<MenuAnswer> {
    return this.#send<MenuAnswer>(`/api/menu?outlet_id=${encodeURIComponent(outletId)}`, undefined, null);
  }

  /** A token for a screen on the wall, which a manager may make. */
  async displayToken(station: string, token: string): Promise<Tokens> {
    const path = "/api/auth/display-tokens";
    const answer = await this.#send<{ token: string; expires_at: string }>(path, { station }, token);
    return { access_token: answer.token, expires_in: (Date.parse(answer.expires_at) - Date.now()) / 1_000 };
  }

  /** What a portion of each open line takes from stock. */
  async ingredients(): Promise<Ingredients> {
    return this.#send<Ingredients>("/api/kitchen/ingredients", undefined, await this.token());
  }

  /** What can be had, and from how many portions on they are few. */
  async standings(): Promise<Standings> {
    const token = await this.token();
    const path = "/api/menu/availability";
    const [known, settings] = await Promise.all([
      this.#send<{ items: Standing[] }>(path, undefined, token),
      this.#send<{ few_portions: number }>(`${path}/settings`, undefined, token),
    ]);
    return { items: known.items, few: settings.few_portions };
  }

  /** Ready tickets of orders that were not handed over. */
  async pass(): Promise<{ tickets: Ticket[] }> {
    return this.#send<{ tickets: Ticket[] }>("/api/kitchen/pass", undefined, await this.token());
  }

  /** An order leaves the pass. */
  handOver(orderId: string): Promise<unknown> {
    return this.#surely(`/api/kitchen/orders/${orderId}/hand-over`, {});
  }

  /** Move a ticket. */
  advance(ticketId: string, to: TicketStatus): Promise<Ticket> {
    return this.#surely(`/api/tickets/${ticketId}/advance`, { to });
  }

  /** A dish is done, or not yet after all. */
  advanceLine(ticketId: string, lineId: string, to: TicketStatus): Promise<Ticket> {
    return this.#surely(`/api/tickets/${ticketId}/lines/${lineId}/advance`, { to });
  }

  /** What changed up to this version was seen. */
  see(ticketId: string, version: number): Promise<Ticket> {
    return this.#surely(`/api/tickets/${ticketId}/seen`, { version });
  }

  /** Cook a course that is held. */
  fire(orderId: string, course: number): Promise<unknown> {
    return this.#surely(`/api/orders/${orderId}/courses/${course}/fire`, {});
  }

  /** Asked again under the same key until there is an answer, so it happens once. */
  async #surely<T>(path: string, body: unknown): Promise<T> {
    const key = newUuid();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#send<T>(path, body, await this.token(), key);
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
      throw new ApiProblem(0, "unreachable", words().unreachable);
    }
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (response.ok) return answer as T;
    const said = answer["detail"] ?? answer["title"] ?? words().refused(numberText(response.status));
    throw new ApiProblem(response.status, String(answer["code"] ?? ""), String(said));
  }
}
