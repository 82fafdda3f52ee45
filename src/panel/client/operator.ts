/** Whose name stands on what is decided from this browser, where nobody signs in. */
import { signal } from "@preact/signals";
import { read, remember } from "./remember.ts";
import { session } from "./session.ts";

export const operator = signal(read("operator") ?? "");

export function setOperator(name: string): void {
  operator.value = name;
  remember("operator", name);
}

/** Who acts, or undefined while nobody said. */
export function actor(): string | undefined {
  return session.value.name ?? (operator.value.trim() || undefined);
}
