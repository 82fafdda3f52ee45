/** A product's code, as its packaging shows it. */
import type { Product } from "../../../../contract/consumer.ts";
import { ask } from "../../api.ts";
import { lang, words } from "../../i18n.ts";
import { Icon } from "../../ui/icon.tsx";
import { QrCode, qrPath } from "../../ui/qr_code.tsx";
import { saveFile } from "../../ui/save.ts";

const t = words({
  fr: {
    public_page: "Page publique",
    save_qr: "Enregistrer le QR code",
  },
  en: {
    public_page: "Public page",
    save_qr: "Save the QR code",
  },
});

export function Label({ product }: { product: Product }) {
  const save = async () =>
    saveFile({
      name: `${product.product_id}.svg`,
      type: "image/svg+xml",
      text: await ask<string>(qrPath(product.product_id), { as: "text" }),
    });
  return (
    <div class="label">
      <QrCode productId={product.product_id} />
      <div class="label-actions">
        <p class="code quiet">{product.qr_code}</p>
        <a class="button" href={`/p/${encodeURIComponent(product.qr_code)}?lang=${lang.value}`}>
          <Icon name="link" />
          {t("public_page")}
        </a>
        <button type="button" class="button" onClick={save}>{t("save_qr")}</button>
      </div>
    </div>
  );
}
