import { expect, test } from "vitest";
import { say, streamOutput } from "../../cli/output.ts";
import { FakeStream } from "./io.ts";

test("a stream's output goes to the stream", async () => {
  const stream = new FakeStream();
  const output = streamOutput(stream);
  await output.write("a");
  await output.write(Buffer.from([0, 255]));
  await output.close(false);
  expect(stream.bytes).toEqual(Buffer.from([0x61, 0, 255]));
});

test("a stream's output waits until the data is out", async () => {
  let done = () => {};
  const order: string[] = [];
  const stream = {
    write: (_: unknown, callback: () => void) => {
      done = callback;
    },
  };
  const written = streamOutput(stream)
    .write("a")
    .then(() => order.push("written"));
  await new Promise((resolve) => setImmediate(resolve));
  order.push("done");
  done();
  await written;
  expect(order).toEqual(["done", "written"]);
});

test("a stream's error is told to who writes", async () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  await expect(streamOutput(new FakeStream({ error })).write("a")).rejects.toThrow(
    /^standard output: the disk is full$/,
  );
});

test("a reader that has gone is told apart from other errors", async () => {
  const error = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  await expect(streamOutput(new FakeStream({ error })).write("a")).rejects.toBe(error);
});

test("what is said begins with the program's name, and a hint is a line of its own", async () => {
  const stderr = new FakeStream();
  await say(stderr, "one");
  await say(stderr, "two", "so");
  expect(stderr.text).toBe("paygress-volume-key: one\npaygress-volume-key: two\nhint: so\n");
});

test("that nobody reads what is said is no error", async () => {
  await say(new FakeStream({ error: new Error("write EPIPE") }), "one");
});
