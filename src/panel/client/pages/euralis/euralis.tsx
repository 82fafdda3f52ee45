/** The sites beside each other: what they feed today, how they compare, best and worst lots. */
import { useResults } from "../../data/site_results.ts";
import { SITES } from "../../data/sites.ts";
import { isLoaded } from "../../live/store.ts";
import type { Page } from "../../page.ts";
import { Failed, Loading } from "../../ui/states.tsx";
import { Courses } from "./_courses.tsx";
import { Ranking } from "./_ranking.tsx";
import { SiteCard } from "./_site_card.tsx";

export const euralisPage: Page = {
  id: "euralis",
  title: { fr: "Euralis", en: "Euralis" },
  icon: "sites",
  View: Euralis,
};

function Euralis() {
  const results = useResults();
  if (!isLoaded.value) return <Loading rows={4} />;
  const found = results.status === "there" ? results.value.lots : [];
  return (
    <>
      <div class="sites">
        {SITES.map((site) => (
          <SiteCard
            key={site.code}
            site={site}
            results={found.filter((result) => result.site === site.code)}
          />
        ))}
      </div>
      <Courses />
      {results.status === "failed"
        ? <Failed {...results} />
        : results.status === "loading"
        ? <Loading />
        : <Ranking results={found} />}
    </>
  );
}
