/** One product: its code, what was measured of it, where it comes from, what people say of it. */
import { useEffect } from "preact/hooks";
import type { Product } from "../../../../contract/consumer.ts";
import type { Trace, TraceFeedback } from "../../../../contract/trace.ts";
import { ask, find } from "../../api.ts";
import { opinions } from "../../data/opinions.ts";
import { day, instantMs } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { BackLink } from "../../ui/back_link.tsx";
import { useRead } from "../../ui/read.ts";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Label } from "./_label.tsx";
import { Measured } from "./_measured.tsx";
import { Origin } from "./_origin.tsx";
import { ProductState } from "./_product_list.tsx";
import { Reviews } from "./_reviews.tsx";

const t = words({
  fr: {
    back: "Tous les produits",
    unknown: "Aucun produit ne porte ce nom",
    unknown_hint: "Vérifiez {id}.",
    recalled: "Rappelé le {day} par {by} : {reason}",
    code: "QR code",
    origin: "Origine",
    quality: "Qualité mesurée",
    reviews: "Avis",
  },
  en: {
    back: "All products",
    unknown: "No product bears this name",
    unknown_hint: "Check {id}.",
    recalled: "Recalled on {day} by {by}: {reason}",
    code: "QR code",
    origin: "Origin",
    quality: "Measured quality",
    reviews: "Opinions",
  },
});

export function ProductPage({ productId }: { productId: string }) {
  useEffect(() => opinions.watch(), []);
  const read = useRead(productId, (signal) => readProduct(productId, signal), [
    opinions.version.value,
  ]);
  if (read.status === "failed") return <Failed {...read} />;
  if (read.status === "loading") return <Loading rows={4} />;
  if (!read.value) {
    return (
      <Empty icon="search" title={t("unknown")}>
        <p>{t("unknown_hint", { id: productId })}</p>
        <a class="button" href={href("consumers", undefined, { view: "products" })}>{t("back")}</a>
      </Empty>
    );
  }
  const { product, feedbacks } = read.value;
  return (
    <article class="lot">
      <BackLink href={href("consumers", undefined, { view: "products" })} text={t("back")} />
      <header class="lot-head">
        <p class="display code product-name">{product.product_id}</p>
        <ProductState product={product} />
        {product.recalled_at && (
          <p class="quiet">
            {t("recalled", {
              day: day(instantMs(product.recalled_at)),
              by: product.recalled_by ?? "–",
              reason: product.recall_reason ?? "–",
            })}
          </p>
        )}
      </header>
      <div class="panels">
        <section class="panel">
          <h2>{t("code")}</h2>
          <Label product={product} />
        </section>
        <section class="panel">
          <h2>{t("origin")}</h2>
          <Origin product={product} />
        </section>
        <section class="panel">
          <h2>{t("quality")}</h2>
          <Measured product={product} />
        </section>
        <section class="panel">
          <h2>{t("reviews")}</h2>
          <Reviews feedbacks={feedbacks} />
        </section>
      </div>
    </article>
  );
}

interface ProductRead {
  product: Product;
  feedbacks: readonly TraceFeedback[];
}

async function readProduct(id: string, signal: AbortSignal): Promise<ProductRead | undefined> {
  const path = `/api/products/${encodeURIComponent(id)}`;
  const product = await find<Product>(path, { signal });
  if (!product) return undefined;
  const { feedbacks } = await ask<Trace>(`${path}/trace`, { signal });
  return { product, feedbacks };
}
