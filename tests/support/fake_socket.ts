import type { Socket } from "../../src/lib/socket.ts";

/** A socket whose peer reads only when the test says so. */
export class FakeSocket implements Socket {
  readonly sent: string[] = [];
  unread = 0;
  closed: { code: number; reason: string } | undefined;
  /** When true the peer takes everything at once. */
  reads = true;

  send(text: string): void {
    this.sent.push(text);
    if (!this.reads) this.unread += text.length;
  }

  bufferedBytes(): number {
    return this.unread;
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  /** The peer reads everything queued. */
  drain(): void {
    this.unread = 0;
  }

  /** Takes and decodes what was sent since the last call. */
  take(): Record<string, unknown>[] {
    return this.sent.splice(0).map((text) => JSON.parse(text));
  }
}
