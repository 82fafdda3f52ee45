/** A figure with its name and, when there is more to say, a note. */
import type { ComponentChildren } from "preact";

export type Tone = "good" | "warn" | "bad";

interface StatProps {
  name: string;
  value: ComponentChildren;
  note?: ComponentChildren;
  tone?: Tone | undefined;
}

/** Inside a `<dl>`. */
export function Stat({ name, value, note, tone }: StatProps) {
  return (
    <div class={`stat ${tone ? `tone-${tone}` : ""}`}>
      <dt>{name}</dt>
      <dd class="stat-value">{value}</dd>
      {note !== undefined && <dd class="stat-note">{note}</dd>}
    </div>
  );
}
