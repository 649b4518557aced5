/** A Nostr relay on this machine, which keeps its events in memory. */
import { createServer } from "node:http";
import process from "node:process";
import { EventRepository, EventUtils, LogLevel } from "@nostr-relay/common";
import { NostrRelay } from "@nostr-relay/core";
import { WebSocketServer } from "ws";

class Memory extends EventRepository {
  /** @type {Map<string, import("@nostr-relay/common").Event>} */
  #events = new Map();

  isSearchSupported() {
    return false;
  }

  /** @param {import("@nostr-relay/common").Event} event */
  upsert(event) {
    const isDuplicate = this.#events.has(event.id);
    this.#events.set(event.id, event);
    return { isDuplicate };
  }

  /** @param {import("@nostr-relay/common").Filter} filter */
  find(filter) {
    const found = [...this.#events.values()].filter((event) => EventUtils.isMatchingFilter(event, filter));
    return found.reverse().slice(0, filter.limit);
  }

  async destroy() {
    this.#events.clear();
  }
}

const relay = new NostrRelay(new Memory(), { logLevel: LogLevel.WARN });
const server = createServer();
new WebSocketServer({ server }).on("connection", (client) => {
  relay.handleConnection(client);
  client.on("message", (data) => relay.handleMessage(client, JSON.parse(data.toString())));
  client.on("close", () => relay.handleDisconnect(client));
});
server.listen(Number(process.env.PORT ?? 7777), "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  console.log(`ws://127.0.0.1:${port}`);
});
