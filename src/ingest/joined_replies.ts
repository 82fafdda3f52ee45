import type { Replies } from "./ordered_replies.ts";

/** Beyond this, in characters, a frame is not made longer. */
const FRAME_CHARS = 64 * 1024;

/**
 * Answers as soon as they are known, those of one turn of the event loop in one frame, a line each:
 * a batch that is committed answers many meals at once, and a frame costs both sides more than an
 * answer. One that takes its time keeps no other back.
 */
export class JoinedReplies implements Replies {
  readonly #send: (frame: string) => void;
  #frame = "";
  #pending = 0;
  #isClosed = false;

  constructor(send: (frame: string) => void) {
    this.#send = send;
  }

  /** Questions not yet answered. */
  get pending(): number {
    return this.#pending;
  }

  /** The result answers one question, once. */
  reserve(): (text: string) => void {
    this.#pending++;
    return (text) => {
      this.#pending--;
      this.#add(text);
    };
  }

  /** Sends what has come so far, as before a connection is closed. */
  flush(): void {
    const frame = this.#frame;
    this.#frame = "";
    if (frame !== "") this.#send(frame);
  }

  /** Nobody is there to be answered any more. */
  close(): void {
    this.#isClosed = true;
    this.#frame = "";
  }

  #add(line: string): void {
    if (this.#isClosed) return;
    if (this.#frame === "") {
      this.#frame = line;
      return queueMicrotask(() => this.flush());
    }
    this.#frame += `\n${line}`;
    if (this.#frame.length >= FRAME_CHARS) this.flush();
  }
}
