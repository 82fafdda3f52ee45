/** A product's QR code, as the server draws it. */
import { useEffect, useRef } from "preact/hooks";
import { ask } from "../api.ts";
import { words } from "../i18n.ts";
import { useRead } from "./read.ts";
import { Failed } from "./states.tsx";

const t = words({
  fr: { label: "QR code du produit {product}" },
  en: { label: "QR code of the product {product}" },
});

/** The address of the drawing. */
export function qrPath(productId: string): string {
  return `/api/products/${encodeURIComponent(productId)}/qr.svg`;
}

export function QrCode({ productId }: { productId: string }) {
  // Asked for like everything else, and no <img>: that would not say who asks.
  const read = useRead(
    productId,
    (signal) => ask<string>(qrPath(productId), { signal, as: "text" }),
  );
  const holder = useRef<HTMLDivElement>(null);
  const svg = read.status === "there" ? read.value : undefined;
  useEffect(() => {
    if (svg === undefined) return;
    const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    holder.current?.replaceChildren(document.importNode(drawn, true));
  }, [svg]);
  if (read.status === "failed") return <Failed {...read} />;
  return (
    <div
      ref={holder}
      class="qr-code"
      role="img"
      aria-label={t("label", { product: productId })}
    />
  );
}
