/** What people say of one product. */
import { useMemo } from "preact/hooks";
import type { TraceFeedback } from "../../../../contract/trace.ts";
import { instantMs } from "../../format.ts";
import { words } from "../../i18n.ts";
import { opinionsText } from "../../ui/counts.ts";
import { meanOf, RatingBars, type RatingCounts, Stars } from "../../ui/stars.tsx";
import { Empty } from "../../ui/states.tsx";
import { Comment } from "./_comments.tsx";

const t = words({
  fr: {
    reviews: "Avis",
    no_review: "Personne ne l’a encore noté",
    no_review_hint: "Les notes arrivent ici dès qu’un consommateur flashe ce QR code.",
  },
  en: {
    reviews: "Opinions",
    no_review: "Nobody has rated it yet",
    no_review_hint: "Ratings arrive here as soon as a consumer scans this QR code.",
  },
});

export function Reviews({ feedbacks }: { feedbacks: readonly TraceFeedback[] }) {
  const counts = useMemo(() => countsOf(feedbacks), [feedbacks]);
  const mean = meanOf(counts);
  if (mean === undefined) {
    return <Empty icon="person" title={t("no_review")}>{t("no_review_hint")}</Empty>;
  }
  return (
    <>
      <p class="reviews-mean">
        <Stars rating={mean} />
        <span class="quiet">{opinionsText(feedbacks.length)}</span>
      </p>
      <RatingBars counts={counts} />
      <ol class="comments scroll" tabIndex={0} aria-label={t("reviews")}>
        {feedbacks.map((feedback) => (
          <Comment
            key={feedback.feedback_id}
            opinion={{
              productId: feedback.product_id,
              rating: feedback.overall_rating,
              timeMs: instantMs(feedback.time),
              comment: feedback.comment,
            }}
          />
        ))}
      </ol>
    </>
  );
}

function countsOf(feedbacks: readonly TraceFeedback[]): RatingCounts {
  const counts = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  for (const { overall_rating } of feedbacks) counts[overall_rating as keyof typeof counts]++;
  return counts;
}
