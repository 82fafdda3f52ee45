/** A state in a word or two, its colour saying whether that is good. */
import type { ComponentChildren } from "preact";
import type { Tone } from "./stat.tsx";

interface PillProps {
  tone?: Tone | undefined;
  /** The state itself, whatever the language. */
  status?: string;
  children: ComponentChildren;
}

export function Pill({ tone, status, children }: PillProps) {
  return <span class={`pill ${tone ? `tone-${tone}` : ""}`} data-status={status}>{children}</span>;
}
