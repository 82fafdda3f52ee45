/** What the public page says, in French and in English. */
export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** No line begins with a sign before which French sets a space. */
const fr = {
  title: "Votre foie gras",
  otherLanguage: "English",
  product: "Foie gras de canard",
  lot: "Lot",
  productNumber: "Produit",
  about: "Le produit",
  origin: "Origine",
  region: "Région",
  breed: "Race",
  duration: "Durée du gavage",
  days: (n: number) => `${n} jour${n > 1 ? "s" : ""}`,
  method: "Méthode",
  /** The usual one; others are as the house wrote them. */
  methods: { traditionnel: "traditionnelle" } as Readonly<Record<string, string>>,
  itm: "Maïs par kg de foie",
  kilograms: (n: string) => `${n} kg`,
  certifications: "Certifications",
  quality: (score: number) => `Qualité mesurée\u00a0: ${score} sur 100`,
  grade: "Classe",
  grades: {
    "A+": "Exceptionnel",
    A: "Excellent",
    B: "Très bon",
    C: "Correct",
    REJECT: "Hors norme",
  },
  bestBefore: "À consommer de préférence avant le",
  story: "Son histoire",
  arrival: (site: string) => `Arrivée des canards dans un élevage de ${site}.`,
  feeding: (days: string) => `Gavage au maïs pendant ${days}, deux repas par jour.`,
  slaughter: "Abattage du lot.",
  control: "Le foie passe devant nos capteurs\u00a0: forme, couleur et fraîcheur sont mesurées.",
  packaging: "Conditionnement et pose de ce QR code.",
  verified: "Cette fiche est inscrite dans le registre du lot, et n'a pas été modifiée depuis.",
  opinions: "Les avis",
  noOpinion: "Personne n'a encore donné son avis.",
  fewOpinions: (n: number) => `${n} avis. La moyenne est affichée à partir de cinq.`,
  average: (mean: string, n: number) => `${mean} sur 5, d'après ${n} avis`,
  yourOpinion: "Votre avis",
  overall: "Votre note",
  stars: (n: number) => `${n} étoile${n > 1 ? "s" : ""} sur 5`,
  details: "Plus de détails (facultatif)",
  texture: "Texture",
  flavor: "Goût",
  color: "Couleur",
  aroma: "Arôme",
  freshness: "Fraîcheur",
  comment: "Commentaire (facultatif)",
  commentHint: "1 000 caractères au plus. Il peut être publié\u00a0: n'y mettez rien de personnel.",
  context: "Où l'avez-vous dégusté\u00a0? (facultatif)",
  contexts: {
    home: "À la maison",
    restaurant: "Au restaurant",
    special_event: "Une fête",
    gift: "Offert",
  },
  noAnswer: "Je préfère ne pas le dire",
  send: "Envoyer mon avis",
  thanks: "Merci pour votre avis\u00a0!",
  thanksMore: "Il aide l'éleveur à nourrir les prochains lots.",
  already: "Vous avez déjà donné votre avis sur ce produit.",
  alreadyMore: "Un avis par personne et par mois suffit\u00a0: merci\u00a0!",
  incomplete: "Votre avis n'a pas été envoyé.",
  incompleteMore: "Choisissez une note de 1 à 5\u00a0; le commentaire a 1 000 caractères au plus.",
  unreachable: "Votre avis n'a pas pu être envoyé. Vérifiez la connexion et réessayez.",
  unknownTitle: "Code inconnu",
  unknown: "Ce code n'est pas l'un des nôtres.",
  unknownMore:
    "Vérifiez qu'il a été lu en entier. S'il figure sur un produit, ce produit est peut-être une contrefaçon\u00a0: signalez-le au vendeur.",
  withdrawnTitle: "Produit retiré",
  withdrawn: "Ce produit a été retiré de la vente.",
  withdrawnMore: "Ne le consommez pas et rapportez-le au point de vente.",
};

const en: typeof fr = {
  title: "Your foie gras",
  otherLanguage: "Français",
  product: "Duck foie gras",
  lot: "Lot",
  productNumber: "Product",
  about: "The product",
  origin: "Origin",
  region: "Region",
  breed: "Breed",
  duration: "Feeding",
  days: (n) => `${n} day${n > 1 ? "s" : ""}`,
  method: "Method",
  methods: { traditionnel: "traditional" },
  itm: "Maize per kg of liver",
  kilograms: (n) => `${n} kg`,
  certifications: "Certifications",
  quality: (score) => `Measured quality: ${score} out of 100`,
  grade: "Grade",
  grades: {
    "A+": "Exceptional",
    A: "Excellent",
    B: "Very good",
    C: "Fair",
    REJECT: "Out of standard",
  },
  bestBefore: "Best before",
  story: "Its story",
  arrival: (site) => `The ducks arrive at a farm of ${site}.`,
  feeding: (days) => `Fed with maize for ${days}, two meals a day.`,
  slaughter: "Slaughter of the lot.",
  control: "Our sensors look at the liver: shape, colour and freshness are measured.",
  packaging: "Packed, and labelled with this QR code.",
  verified: "This record stands in the lot's register, unaltered since.",
  opinions: "Opinions",
  noOpinion: "Nobody has rated it yet.",
  fewOpinions: (n) => `${n} opinion${n > 1 ? "s" : ""}. The mean is shown from five up.`,
  average: (mean, n) => `${mean} out of 5, by ${n} opinions`,
  yourOpinion: "Your opinion",
  overall: "Your rating",
  stars: (n) => `${n} star${n > 1 ? "s" : ""} out of 5`,
  details: "More details (optional)",
  texture: "Texture",
  flavor: "Taste",
  color: "Colour",
  aroma: "Aroma",
  freshness: "Freshness",
  comment: "Comment (optional)",
  commentHint: "Up to 1,000 characters. It may be published: leave out anything personal.",
  context: "Where did you enjoy it? (optional)",
  contexts: {
    home: "At home",
    restaurant: "At a restaurant",
    special_event: "At a celebration",
    gift: "It was a gift",
  },
  noAnswer: "I would rather not say",
  send: "Send my opinion",
  thanks: "Thank you for your opinion!",
  thanksMore: "It helps the farmer to feed the next lots.",
  already: "You have already rated this product.",
  alreadyMore: "One opinion a person and month is enough: thank you!",
  incomplete: "Your opinion was not sent.",
  incompleteMore: "Choose a rating from 1 to 5; the comment has 1,000 characters at most.",
  unreachable: "Your opinion could not be sent. Check the connection and try again.",
  unknownTitle: "Unknown code",
  unknown: "This code is not one of ours.",
  unknownMore:
    "Make sure that it was read whole. If it is on a product, that product may be counterfeit: tell the seller.",
  withdrawnTitle: "Product withdrawn",
  withdrawn: "This product was withdrawn from sale.",
  withdrawnMore: "Do not eat it, and take it back to the shop.",
};

export type Words = typeof fr;
export const WORDS: Readonly<Record<Language, Words>> = { fr, en };

/** French, unless the address or the browser prefers English. */
export function languageOf(
  asked: string | undefined,
  acceptLanguage: string | undefined,
): Language {
  if (asked === "fr" || asked === "en") return asked;
  const wanted = (acceptLanguage ?? "").split(",").map((part) => {
    const [tag = "", ...rest] = part.trim().toLowerCase().split(";");
    const q = Number(/^\s*q=([\d.]+)$/.exec(rest.at(-1) ?? "")?.[1] ?? 1);
    return { tag: tag.split("-")[0], q };
  });
  const best = wanted.filter(({ tag }) => tag === "fr" || tag === "en")
    .sort((a, b) => b.q - a.q)[0];
  return best?.tag === "en" ? "en" : "fr";
}

/** `12 novembre 2026`; of a calendar date `YYYY-MM-DD`. */
export function longDate(date: string, language: Language): string {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" })
    .format(new Date(`${date}T00:00:00Z`));
}

export function decimal(value: number, language: Language): string {
  return new Intl.NumberFormat(language === "fr" ? "fr-FR" : "en-GB", { maximumFractionDigits: 1 })
    .format(value);
}
