import type { Io, Stream } from "../../cli/output.ts";

/** A stream that keeps what it was given: a copy of each piece, and the pieces themselves. */
export class FakeStream implements Stream {
  readonly isTTY: boolean;
  readonly error: Error | undefined;
  readonly pieces: (string | Uint8Array)[] = [];
  #copies: Buffer[] = [];

  constructor({ isTTY = false, error }: { isTTY?: boolean; error?: Error | undefined } = {}) {
    this.isTTY = isTTY;
    this.error = error;
  }

  write(data: string | Uint8Array, done: (error?: Error | null) => void): void {
    if (this.error === undefined) {
      this.pieces.push(data);
      this.#copies.push(Buffer.from(data as Uint8Array));
    }
    done(this.error ?? null);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#copies);
  }

  get text(): string {
    return this.bytes.toString();
  }
}

export interface FakeIo extends Io {
  stdout: FakeStream;
  stderr: FakeStream;
}

/** The streams of a process whose standard input holds these pieces. */
export function fakeIo(stdin: readonly (string | Uint8Array)[] = [], streams: Partial<FakeIo> = {}): FakeIo {
  return { stdin: chunksOf(stdin), stdout: new FakeStream(), stderr: new FakeStream(), ...streams };
}

export async function* chunksOf(pieces: Iterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}
