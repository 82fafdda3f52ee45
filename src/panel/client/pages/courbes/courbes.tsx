/** Feeding curves: which one new lots follow, which are proposed and why, and who decided. */
import { useState } from "preact/hooks";
import { curvesOf, GENETICS, listCurves, type Scope } from "../../data/curves.ts";
import { news } from "../../data/news.ts";
import { SITES } from "../../data/sites.ts";
import { words } from "../../i18n.ts";
import { isLoaded, loads } from "../../live/store.ts";
import type { Page } from "../../page.ts";
import { place, setQuery } from "../../router.ts";
import { SiteChoice } from "../../ui/choice.tsx";
import { useRead } from "../../ui/read.ts";
import { RoleNotice } from "../../ui/role_notice.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { Curves } from "./_curves.tsx";

const t = words({
  fr: {
    genetics: "Génétique",
    every_site: "Tous les sites",
    viewer: "Votre rôle permet de regarder ; proposer et décider demandent le rôle opérateur.",
  },
  en: {
    genetics: "Genetics",
    every_site: "Every site",
    viewer: "Your role may look; proposing and deciding need the role of operator.",
  },
});

export const curvesPage: Page = {
  id: "courbes",
  title: { fr: "Courbes", en: "Curves" },
  icon: "curve",
  View: CurvesPage,
};

function CurvesPage() {
  const scope = scopeOf(place.value.query);
  const [changes, setChanges] = useState(0);
  const read = useRead(
    `curves/${scope.genetique}`,
    (signal) => listCurves(scope.genetique, signal),
    [changes, news.curves.value, loads.value],
  );
  return (
    <div class="curves">
      <div class="filters">
        <Toggle
          label={t("genetics")}
          isLabelled
          names={GENETICS}
          textOf={(name) => name}
          chosen={scope.genetique}
          onChoose={(genetique) => setQuery({ genetique })}
        />
        <SiteChoice value={scope.site ?? ""} none={t("every_site")} />
      </div>
      {isLoaded.value && <RoleNotice text={t("viewer")} />}
      {read.status === "loading" && <Loading rows={4} />}
      {read.status === "failed" && <Failed {...read} />}
      {read.status === "there" && (
        <Curves
          key={`${scope.genetique}/${scope.site}`}
          scope={scope}
          curves={curvesOf(read.value, scope)}
          onChanged={() => setChanges((n) => n + 1)}
        />
      )}
    </div>
  );
}

function scopeOf({ genetique, site }: Readonly<Record<string, string>>): Scope {
  return {
    genetique: GENETICS.find((one) => one === genetique) ?? "Mulard",
    site: SITES.find(({ code }) => code === site)?.code ?? null,
  };
}
