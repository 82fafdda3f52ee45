/** What a page of the panel is. */
import type { ComponentType } from "preact";
import type { Texts } from "./i18n.ts";
import type { IconName } from "./ui/icon.tsx";

export interface Page {
  /** Its place in the address: `gavage` is at `#/gavage`. */
  id: string;
  title: Texts;
  /** For a phone's menu, where the title is too long for it. */
  short?: Texts;
  icon: IconName;
  /** Has pages of its own for single things; without, no address goes on after the page. */
  isOfMany?: boolean;
  /** `id` is what follows the page in the address: a lot's code, for one. */
  View: ComponentType<{ id: string | undefined }>;
  /** A number that asks for attention, on the page's link; 0 shows none. */
  badge?(): number;
}
