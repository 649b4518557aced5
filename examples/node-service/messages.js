/** Encrypted Nostr messages between a consumer and a provider, over one relay. */
import { decrypt, encrypt } from "nostr-tools/nip04";
import { unwrapEvent, wrapEvent } from "nostr-tools/nip17";
import { finalizeEvent, getPublicKey } from "nostr-tools/pure";
import { Relay } from "nostr-tools/relay";

/** The kinds of an encrypted direct message (NIP-04) and of a gift wrap (NIP-17). */
const [DIRECT_MESSAGE, GIFT_WRAP] = [4, 1059];

/** Milliseconds until a provider has not answered. The token may be spent all the same. */
const PATIENCE = 60_000;

/**
 * Encrypts a message to its recipient. NIP-04 is what paygress-cli sends today. NIP-17 also hides who sends it.
 *
 * @param {{ secretKey: Uint8Array, recipient: string, text: string, nip: "nip04" | "nip17" }} message the recipient's
 *   public key in hex
 */
export function seal({ secretKey, recipient, text, nip }) {
  if (nip === "nip17") return wrapEvent(secretKey, { publicKey: recipient }, text);
  const content = encrypt(secretKey, recipient, text);
  const tags = [
    ["p", recipient],
    ["alt", "Private Message"],
  ];
  return finalizeEvent({ kind: DIRECT_MESSAGE, content, tags, created_at: Math.floor(Date.now() / 1000) }, secretKey);
}

/**
 * @param {Uint8Array} secretKey
 * @param {import("nostr-tools/pure").Event} event
 * @returns {{ sender: string, text: string, nip: "nip04" | "nip17" }}
 * @throws where it is not encrypted to this key
 */
export function open(secretKey, event) {
  if (event.kind === GIFT_WRAP) {
    const { pubkey, content } = unwrapEvent(event, secretKey);
    return { sender: pubkey, text: content, nip: "nip17" };
  }
  return { sender: event.pubkey, text: decrypt(secretKey, event.pubkey, event.content), nip: "nip04" };
}

/**
 * Calls `onMessage` for each message to the key from now on.
 *
 * @param {Relay} relay
 * @param {Uint8Array} secretKey
 * @param {(message: ReturnType<typeof open>) => void} onMessage
 * @returns {Promise<void>} fulfilled once no message can be missed
 */
export function listen(relay, secretKey, onMessage) {
  const filter = { kinds: [DIRECT_MESSAGE, GIFT_WRAP], "#p": [getPublicKey(secretKey)], limit: 0 };
  return new Promise((resolve) => {
    relay.subscribe([filter], { onevent, oneose: resolve });
  });

  /** @param {import("nostr-tools/pure").Event} event */
  function onevent(event) {
    let message;
    try {
      message = open(secretKey, event);
    } catch {
      return; // Anybody may send what does not open.
    }
    onMessage(message);
  }
}

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * Sends a message and waits for the recipient's next one. Since a reply does not tell which request it answers, one is
 * sent after the other.
 *
 * @param {string} url of the relay
 * @param {Parameters<typeof seal>[0]} message
 * @returns {Promise<string>} the reply
 */
export function ask(url, message) {
  const reply = last.then(() => askNow(url, message));
  last = reply.catch(() => {});
  return reply;
}

/** @type {typeof ask} */
async function askNow(url, message) {
  const { secretKey, recipient } = message;
  const relay = await Relay.connect(url).catch(() => {
    throw new Error(`${url}: no connection`);
  });
  let timer;
  try {
    /** @type {(text: string) => void} */
    let answer = () => {};
    const reply = new Promise((resolve, reject) => {
      answer = resolve;
      timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE / 1000} seconds`)), PATIENCE);
    });
    await listen(relay, secretKey, ({ sender, text }) => sender === recipient && answer(text));
    await relay.publish(seal(message));
    return await reply;
  } finally {
    clearTimeout(timer);
    relay.close();
  }
}
