/** Lines on a terminal that are drawn again in their place, five times a second. */
import { styleText } from "node:util";
import type { Clock } from "../lib/clock.ts";

export interface Terminal {
  write(text: string): void;
  size(): { columns: number; rows: number };
  readonly color: boolean;
}

export interface Line {
  text: string;
  bold?: boolean;
}

const REDRAW_MS = 200;

export class LiveLines {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #lines: () => readonly Line[];
  #drawn = 0;
  #cancelRedraw: () => void;

  /** @param lines what is to be seen now */
  constructor(terminal: Terminal, clock: Clock, lines: () => readonly Line[]) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#lines = lines;
    this.#cancelRedraw = clock.schedule(0, () => this.#redraw());
  }

  /** Draws them a last time, and the last words below. */
  close(lastWords: readonly string[] = []): void {
    this.#cancelRedraw();
    this.#draw();
    if (lastWords.length > 0) this.#terminal.write(`\n${lastWords.join("\n")}\n`);
  }

  #redraw(): void {
    this.#draw();
    this.#cancelRedraw = this.#clock.schedule(REDRAW_MS, () => this.#redraw());
  }

  #draw(): void {
    const { columns } = this.#terminal.size();
    const up = this.#drawn > 0 ? `\u001b[${this.#drawn}A` : "";
    // A line that wraps would make the way up wrong.
    const lines = this.#lines().map(({ text, bold }) => {
      const cut = [...text].slice(0, columns - 1).join("");
      return bold && this.#terminal.color ? styleText("bold", cut, { validateStream: false }) : cut;
    });
    this.#terminal.write(`${up}\u001b[J${lines.join("\n")}\n`);
    this.#drawn = lines.length;
  }
}
