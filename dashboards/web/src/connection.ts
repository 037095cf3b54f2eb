/** The line to the realtime gateway: connects, subscribes, asks again, reports its state. */

import { io, type Socket } from "socket.io-client";

import { Feed, type Notification, type Step } from "./feed.ts";
import type { TicketVersion } from "./shown.ts";
import type { Ticket } from "./tickets.ts";

export type ConnectionState = "connecting" | "live" | "reconnecting" | "signed-out";

interface SubscribeReply {
  ok: boolean;
  head_seq: number;
  snapshot: Ticket[] | null;
  server_time?: string;
  code?: string;
  /** For people: what still holds of what they were told before, and how much of it they have not read. */
  history?: Notification[] | null;
  unread?: number;
}

export interface Listener {
  state(state: ConnectionState): void;
  notifications(audience: string, shown: Notification[]): void;
  snapshot(audience: string, tickets: Ticket[]): void;
  serverTime(iso: string): void;
  /** Only people have one. */
  history?(audience: string, told: Notification[], unread: number): void;
}

/** Answers after which asking again is of no use: somebody must sign in. */
const NOT_OURS = new Set(["unauthorized", "forbidden"]);
const ANSWER_MS = 5_000;
const RETRY_MS = 1_000;
const ACK_MS = 150;

export class Connection {
  readonly #socket: Socket;
  readonly #live = new Set<string>();
  readonly #unacked = new Set<string>();
  #wasLive = false;
  #ackTimer: number | undefined;

  constructor(
    url: string,
    screen: string,
    auth: () => Promise<{ token: string; screen_id: string }>,
    private readonly feeds: ReadonlyMap<string, Feed>,
    private readonly listener: Listener,
  ) {
    this.#socket = io(url, {
      // Asked for at every connection: the token of the one before may have run out.
      auth: (give) => void auth().then(give),
      // By it the proxy finds the same gateway for every request of a polling screen.
      query: { screen },
      transports: ["websocket", "polling"],
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
      autoConnect: false,
    });
    this.#socket.on("connect", () => this.#subscribeAll());
    this.#socket.on("notification", (notification: Notification) => this.#receive(notification));
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", (error) => this.#refused(error));
  }

  open(): void {
    this.listener.state("connecting");
    this.#socket.connect();
  }

  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
  }

  /** Say what was painted; whether the gateway has noted it. */
  async shown(audience: string, tickets: TicketVersion[]): Promise<boolean> {
    if (!this.#live.has(audience)) return false;
    const answer = this.#socket.timeout(ANSWER_MS).emitWithAck("shown", { audience, tickets });
    return answer.then(
      (reply: { ok: boolean }) => reply.ok,
      () => false,
    );
  }

  /** Say how far a person has read; whether the gateway has noted it. */
  async read(audience: string, seq: number): Promise<boolean> {
    if (!this.#live.has(audience)) return false;
    const answer = this.#socket.timeout(ANSWER_MS).emitWithAck("read", { audience, seq });
    return answer.then(
      (reply: { ok: boolean }) => reply.ok,
      () => false,
    );
  }

  #subscribeAll(): void {
    for (const audience of this.feeds.keys()) this.#subscribe(audience);
  }

  #subscribe(audience: string): void {
    const feed = this.feeds.get(audience);
    if (feed === undefined || !this.#socket.connected) return;
    const question = { audience, last_seq: feed.last };
    this.#socket
      .timeout(ANSWER_MS)
      .emit("subscribe", question, (error: Error | null, reply: SubscribeReply | undefined) => {
        if (error === null && reply?.ok) this.#subscribed(audience, feed, reply);
        else if (NOT_OURS.has(reply?.code ?? "")) this.#signOut();
        else this.#again(audience);
      });
  }

  #subscribed(audience: string, feed: Feed, reply: SubscribeReply): void {
    if (reply.server_time !== undefined) this.listener.serverTime(reply.server_time);
    const step = feed.subscribed(reply.head_seq, reply.snapshot !== null);
    if (reply.snapshot !== null) this.listener.snapshot(audience, reply.snapshot);
    if (reply.history) this.listener.history?.(audience, reply.history, reply.unread ?? 0);
    this.#live.add(audience);
    this.#act(audience, step);
    if (this.#live.size === this.feeds.size) {
      this.#wasLive = true;
      this.listener.state("live");
    }
  }

  #receive(notification: Notification): void {
    const feed = this.feeds.get(notification.audience);
    if (feed !== undefined) this.#act(notification.audience, feed.receive(notification));
  }

  #act(audience: string, step: Step): void {
    if (step.show.length > 0) this.listener.notifications(audience, step.show);
    this.#acknowledge(audience);
    if (step.resubscribe) this.#again(audience);
  }

  #again(audience: string): void {
    window.setTimeout(() => this.#subscribe(audience), RETRY_MS);
  }

  #acknowledge(audience: string): void {
    this.#unacked.add(audience);
    this.#ackTimer ??= window.setTimeout(() => {
      this.#ackTimer = undefined;
      for (const shown of this.#unacked) {
        const seq = this.feeds.get(shown)?.last;
        const known = seq !== null && seq !== undefined;
        if (known && this.#socket.connected) this.#socket.emit("ack", { audience: shown, seq });
      }
      this.#unacked.clear();
    }, ACK_MS);
  }

  #lost(): void {
    this.#live.clear();
    for (const feed of this.feeds.values()) feed.begin();
    this.listener.state("reconnecting");
    this.#reconnectIfIdle();
  }

  #refused(error: Error): void {
    const code = (error as Error & { data?: { code?: string } }).data?.code;
    if (code === "unauthorized" || error.message.includes("unauthorized")) {
      this.#signOut();
      return;
    }
    this.listener.state(this.#wasLive ? "reconnecting" : "connecting");
    this.#reconnectIfIdle();
  }

  /** The client library gives up when the server itself closed or refused; a kitchen must not. */
  #reconnectIfIdle(): void {
    if (!this.#socket.active) window.setTimeout(() => this.#socket.connect(), RETRY_MS);
  }

  #signOut(): void {
    this.close();
    this.listener.state("signed-out");
  }
}
