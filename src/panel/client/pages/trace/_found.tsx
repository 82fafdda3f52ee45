/** What a search found: what it is, how it hangs together, and its lot's story. */
import { useEffect } from "preact/hooks";
import { news } from "../../data/news.ts";
import { opinions } from "../../data/opinions.ts";
import { findAny, type Found } from "../../data/trace_search.ts";
import { words } from "../../i18n.ts";
import { isLoaded, loads } from "../../live/store.ts";
import { useRead } from "../../ui/read.ts";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { GaveurFound, GaveursFound, MaizeFound } from "./_found_lots.tsx";
import { ThingFound } from "./_found_thing.tsx";

const t = words({
  fr: {
    nothing: "Rien ne porte ce nom",
    nothing_hint:
      "« {name} » n’est ni un lot, ni un produit, ni un QR code, ni un échantillon, ni un maïs, ni un gaveur connu.",
  },
  en: {
    nothing: "Nothing bears this name",
    nothing_hint: "“{name}” is no lot, product, QR code, sample, maize or gaveur that is known.",
  },
});

export function FoundView({ name }: { name: string }) {
  useEffect(() => opinions.watch(), []);
  const read = useRead(
    // A gaveur's name is looked for among the lots that are there.
    `${name}/${isLoaded.value}`,
    async (signal) => isLoaded.value ? { found: await findAny(name, signal) } : undefined,
    [opinions.version.value, news.ofLot(name), loads.value],
  );
  if (read.status === "failed") return <Failed {...read} />;
  if (read.status === "loading" || !read.value) return <Loading rows={4} />;
  const { found } = read.value;
  if (!found) {
    return <Empty icon="search" title={t("nothing")}>{t("nothing_hint", { name })}</Empty>;
  }
  return <OneFound found={found} />;
}

function OneFound({ found }: { found: Found }) {
  switch (found.kind) {
    case "maize":
      return <MaizeFound trace={found.trace} />;
    case "gaveur":
      return <GaveurFound {...found} />;
    case "gaveurs":
      return <GaveursFound gaveurs={found.gaveurs} />;
    default:
      return <ThingFound found={found} />;
  }
}
