/** Light, dark, or as the system says. */
import { computed, effect, signal } from "@preact/signals";
import { remember, remembered } from "./remember.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const theme = signal<Theme>(remembered("theme", THEMES) ?? "auto");

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(systemDark.matches);
systemDark.addEventListener("change", ({ matches }) => systemIsDark.value = matches);

/** What is shown: charts on a canvas draw themselves again when it changes. */
export const isDark = computed(() =>
  theme.value === "auto" ? systemIsDark.value : theme.value === "dark"
);

effect(() => {
  document.documentElement.dataset.theme = isDark.value ? "dark" : "light";
  remember("theme", theme.value);
});

/** The value of a colour token, for drawing on a canvas. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
