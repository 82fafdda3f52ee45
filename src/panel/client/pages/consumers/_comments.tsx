/** What people wrote, the last first. */
import { useMemo } from "preact/hooks";
import { type Opinion, opinions } from "../../data/opinions.ts";
import { dayAndTime } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { Stars } from "../../ui/stars.tsx";
import { Empty } from "../../ui/states.tsx";

const t = words({
  fr: { comments: "Commentaires", none: "Aucun commentaire" },
  en: { comments: "Comments", none: "No comment" },
});

const MOST_SHOWN = 40;

export function Comments() {
  const recent = opinions.recent.value;
  const shown = useMemo(
    () => recent.filter(({ comment }) => comment).slice(0, MOST_SHOWN),
    [recent],
  );
  if (shown.length === 0) return <Empty icon="person" title={t("none")} />;
  return (
    <ol class="comments scroll" tabIndex={0} aria-label={t("comments")}>
      {shown.map((opinion) => <Comment key={opinion.id} opinion={opinion} link />)}
    </ol>
  );
}

interface CommentProps {
  opinion: Omit<Opinion, "id">;
  /** Also names the product. */
  link?: boolean;
}

export function Comment({ opinion, link }: CommentProps) {
  const { rating, comment, timeMs, productId } = opinion;
  return (
    <li class="comment">
      <Stars rating={rating} digits={0} />
      {comment && <p>{comment}</p>}
      <p class="quiet">
        {dayAndTime(timeMs)}
        {link && " · "}
        {link && <a class="code" href={href("consumers", productId)}>{productId}</a>}
      </p>
    </li>
  );
}
