/** How many there are of what the farm counts. */
import { counted } from "../i18n.ts";

export function lotsText(n: number): string {
  return counted(n, {
    one: { fr: "{n} lot", en: "{n} lot" },
    other: { fr: "{n} lots", en: "{n} lots" },
  });
}

export function samplesText(n: number): string {
  return counted(n, {
    one: { fr: "{n} échantillon", en: "{n} sample" },
    other: { fr: "{n} échantillons", en: "{n} samples" },
  });
}

export function productsText(n: number): string {
  return counted(n, {
    one: { fr: "{n} produit", en: "{n} product" },
    other: { fr: "{n} produits", en: "{n} products" },
  });
}

export function opinionsText(n: number): string {
  return counted(n, {
    one: { fr: "{n} avis", en: "{n} opinion" },
    other: { fr: "{n} avis", en: "{n} opinions" },
  });
}
