/** A WebSocket client that keeps what it receives until a test asks for it. */
import { inTime } from "./until.ts";

export type Frame = Record<string, unknown>;

export class TestSocket implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #received: Frame[] = [];
  #wake = Promise.withResolvers<void>();
  /** Settles when the connection is over. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #opened: Promise<void>;

  private constructor(url: string, options: WebSocketOptions) {
    const socket = this.#socket = new WebSocket(url, options);
    this.#opened = new Promise((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = (event) => reject(new Error(`${url}: ${(event as ErrorEvent).message}`));
    });
    this.closed = new Promise((resolve) =>
      socket.onclose = ({ code, reason }) => {
        resolve({ code, reason });
        this.#wake.resolve();
      }
    );
    socket.onmessage = ({ data }) => {
      for (const line of data.split("\n")) this.#received.push(JSON.parse(line));
      this.#wake.resolve();
    };
  }

  /** @throws Error when the handshake is refused */
  static async open(url: string, options: WebSocketOptions = {}): Promise<TestSocket> {
    const socket = new TestSocket(url.replace(/^http/, "ws"), options);
    await inTime(`a connection to ${url}`, socket.#opened);
    return socket;
  }

  /** Objects are sent as JSON, texts and bytes as they are. */
  send(...frames: (object | string | Uint8Array<ArrayBuffer>)[]): void {
    for (const frame of frames) {
      const raw = typeof frame === "string" || frame instanceof Uint8Array;
      this.#socket.send(raw ? frame : JSON.stringify(frame));
    }
  }

  /** The next frame of a type, or of any; those before it are dropped. */
  async next(type?: string): Promise<Frame> {
    for (;;) {
      const frame = await inTime(`a frame ${type ?? ""}`, this.#shift());
      if (type === undefined || frame["type"] === type) return frame;
    }
  }

  async take(count: number, type?: string): Promise<Frame[]> {
    const frames: Frame[] = [];
    while (frames.length < count) frames.push(await this.next(type));
    return frames;
  }

  /** Closes as a client does that wants nothing more. */
  close(): void {
    this.#socket.close(1000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await inTime("the end of the connection", this.closed);
  }

  async #shift(): Promise<Frame> {
    while (this.#received.length === 0) {
      if (this.#socket.readyState === WebSocket.CLOSED) {
        const { code, reason } = await this.closed;
        throw new Error(`wait for a frame: the connection was closed with ${code} ${reason}`);
      }
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
    return this.#received.shift()!;
  }
}
