/** Beyond this, in characters, a frame is not made longer. */
const FRAME_CHARS = 64 * 1024;

/**
 * Joins the texts of one turn of the event loop into one frame, a line each: a batch that is
 * committed answers many meals at once, and a frame costs both sides more than an answer.
 */
export class JoinedLines {
  readonly #send: (frame: string) => void;
  #frame = "";

  constructor(send: (frame: string) => void) {
    this.#send = send;
  }

  add(line: string): void {
    if (this.#frame === "") {
      this.#frame = line;
      return queueMicrotask(() => this.flush());
    }
    this.#frame += `\n${line}`;
    if (this.#frame.length >= FRAME_CHARS) this.flush();
  }

  /** Sends what has come so far, as before a socket is closed. */
  flush(): void {
    const frame = this.#frame;
    this.#frame = "";
    if (frame !== "") this.#send(frame);
  }
}
