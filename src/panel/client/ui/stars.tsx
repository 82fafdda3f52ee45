/** Ratings of 1 to 5: as stars with their number, and as shares of a whole. */
import { NOTHING, number, percent } from "../format.ts";
import { words } from "../i18n.ts";
import { opinionsText } from "./counts.ts";

const t = words({
  fr: { of_five: "{rating} sur 5", distribution: "Répartition des notes" },
  en: { of_five: "{rating} out of 5", distribution: "Distribution of ratings" },
});

export const RATINGS = [5, 4, 3, 2, 1] as const;
/** Opinions by rating. */
export type RatingCounts = Readonly<Record<(typeof RATINGS)[number], number>>;
/** Of a chart's axis: every rating clear of its ends. */
export const RATING_RANGE: [number, number] = [0.5, 5.5];

/** @param digits of the mean; an opinion itself has none */
export function Stars({ rating, digits = 1 }: { rating: number; digits?: number }) {
  return (
    <span class="stars" role="img" aria-label={t("of_five", { rating: number(rating, digits) })}>
      <b aria-hidden="true">{number(rating, digits)}</b>
      <svg viewBox="0 0 100 20" aria-hidden="true">
        {RATINGS.map((_, i) => <path key={i} class="star" d={star(i)} />)}
        <svg
          viewBox="0 0 100 20"
          width={rating * 20}
          height="20"
          preserveAspectRatio="xMinYMin slice"
        >
          {RATINGS.map((_, i) => <path key={i} class="star-full" d={star(i)} />)}
        </svg>
      </svg>
    </span>
  );
}

/** A dash where nobody rated. */
export function MeanRating({ rating }: { rating: number | null | undefined }) {
  return rating === null || rating === undefined ? <>{NOTHING}</> : <Stars rating={rating} />;
}

/** The i-th of a row of stars, each 20 wide. */
function star(i: number): string {
  const corners = Array.from({ length: 10 }, (_, corner) => {
    const angle = Math.PI * (corner / 5 - 0.5);
    const reach = corner % 2 === 0 ? 9 : 4;
    const x = 20 * i + 10 + reach * Math.cos(angle);
    return `${x.toFixed(2)} ${(10.5 + reach * Math.sin(angle)).toFixed(2)}`;
  });
  return `M ${corners.join(" L ")} Z`;
}

export function totalOf(counts: RatingCounts): number {
  return RATINGS.reduce((sum, rating) => sum + counts[rating], 0);
}

/** Undefined when nobody rated. */
export function meanOf(counts: RatingCounts): number | undefined {
  const total = totalOf(counts);
  return total === 0
    ? undefined
    : RATINGS.reduce((sum, rating) => sum + rating * counts[rating], 0) / total;
}

export function RatingBars({ counts }: { counts: RatingCounts }) {
  const total = totalOf(counts);
  return (
    <table class="rating-bars">
      <caption class="visually-hidden">{t("distribution")}</caption>
      <tbody>
        {RATINGS.map((rating) => {
          const share = total === 0 ? 0 : 100 * counts[rating] / total;
          return (
            <tr key={rating}>
              <th scope="row">
                <Stars rating={rating} digits={0} />
              </th>
              <td>
                <span class="rating-bar" aria-hidden="true">
                  <span style={{ width: `${share}%` }} />
                </span>
              </td>
              <td class="num">{percent(share, 0)}</td>
              <td class="num quiet">{opinionsText(counts[rating])}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
