/**
 * What consumers say, in French. An aspect's phrases are clauses without a full stop, so that they can
 * be joined; whether one may be said is the grammar's business (`comment.ts`).
 */
import type { ConsumptionContext } from "../../src/contract/consumer.ts";
import type { Aspect } from "./aspects.ts";
import type { Star } from "./stars.ts";

type Phrases = readonly string[];

export const OPENINGS: Readonly<Record<Star, Phrases>> = {
  5: [
    "Excellent !",
    "Un vrai délice !",
    "Le meilleur foie gras que j'aie goûté",
    "Exceptionnel, rien à redire",
    "Absolument parfait",
    "Une merveille, tout le monde s'est resservi",
    "Quel régal !",
    "Superbe produit, digne d'une grande table",
    "Coup de cœur",
    "On a adoré, du premier au dernier morceau",
  ],
  4: [
    "Très bon foie gras",
    "Très satisfait",
    "Un très bon produit",
    "Vraiment bon",
    "Belle qualité",
    "Bonne découverte",
    "Toute la famille a apprécié",
    "Produit de qualité, conforme à mes attentes",
    "Très bien dans l'ensemble",
    "Bon moment de dégustation",
  ],
  3: [
    "Correct, sans plus",
    "Dans la moyenne",
    "Pas mauvais, pas inoubliable non plus",
    "Un foie gras honnête",
    "Moyen",
    "Bien mais je m'attendais à mieux",
    "Avis partagé à table",
    "Produit convenable",
    "Ni déçu ni emballé",
    "Ça se mange, on a connu mieux",
  ],
  2: [
    "Assez déçu",
    "Décevant pour le prix",
    "Pas à la hauteur",
    "Je m'attendais à beaucoup mieux",
    "Déception",
    "En dessous de ce que promet l'étiquette",
    "Médiocre",
    "On n'a pas fini l'assiette",
    "Pas convaincu du tout",
    "Qualité insuffisante",
  ],
  1: [
    "Très mauvais",
    "Immangeable",
    "Une catastrophe",
    "À éviter",
    "Très déçu, tout est parti à la poubelle",
    "Inadmissible à ce prix",
    "Jamais mangé un foie gras aussi mauvais",
    "Quelle honte de vendre cela",
    "Lamentable",
    "Repas gâché",
  ],
};

export const PRAISE: Readonly<Record<Aspect, Phrases>> = {
  texture: [
    "la texture est fondante",
    "il fond dans la bouche",
    "la tenue à la coupe est parfaite",
    "la chair est lisse et onctueuse",
    "il se tranche très bien",
    "la texture est soyeuse, bien homogène",
    "il est ferme et moelleux à la fois",
  ],
  flavor: [
    "le goût est fin et long en bouche",
    "la saveur est délicate",
    "le goût est équilibré",
    "en bouche c'est un bonheur",
    "les saveurs sont riches",
    "le goût du vrai foie gras de terroir",
    "l'assaisonnement naturel se suffit à lui-même",
  ],
  color: [
    "la couleur est belle, d'un ivoire rosé",
    "la couleur est régulière",
    "il a une jolie robe claire",
    "la présentation est très appétissante",
    "la couleur est uniforme et engageante",
    "visuellement, c'est une réussite",
  ],
  aroma: [
    "le parfum est délicat",
    "il sent bon dès l'ouverture",
    "les arômes sont fins",
    "le nez est franc, avec une note de noisette",
    "un parfum subtil qui met en appétit",
    "les arômes se développent bien à température",
  ],
  freshness: [
    "la fraîcheur est irréprochable",
    "on sent que le produit est frais",
    "la fraîcheur est au rendez-vous",
    "il était parfaitement frais",
    "très frais, bien conservé",
    "la fraîcheur se sent à la première bouchée",
  ],
};

/** For an aspect of three stars under a good rating. */
export const RESERVES: Readonly<Record<Aspect, Phrases>> = {
  texture: [
    "la texture pourrait être un peu plus fondante",
    "petite réserve sur la texture",
    "la tenue à la coupe est perfectible",
    "une texture simplement correcte",
  ],
  flavor: [
    "le goût pourrait être un peu plus marqué",
    "petite réserve sur le goût",
    "il manque un rien de caractère",
    "une saveur simplement correcte",
  ],
  color: [
    "la couleur pourrait être plus régulière",
    "petite réserve sur la couleur",
    "l'aspect est perfectible",
    "une couleur simplement correcte",
  ],
  aroma: [
    "le parfum est un peu discret",
    "petite réserve sur les arômes",
    "le nez pourrait être plus expressif",
    "un parfum simplement correct",
  ],
  freshness: [
    "la fraîcheur pourrait être meilleure",
    "petite réserve sur la fraîcheur",
    "à consommer sans attendre",
    "une fraîcheur simplement correcte",
  ],
};

/** For an aspect of three stars under a bad rating. */
export const CONSOLATIONS: Readonly<Record<Aspect, Phrases>> = {
  texture: ["la texture reste acceptable", "seule la texture passe", "côté texture, ça va"],
  flavor: ["le goût reste acceptable", "seul le goût passe", "côté goût, ça va encore"],
  color: ["la couleur reste acceptable", "seul l'aspect passe", "côté couleur, rien à signaler"],
  aroma: ["le parfum reste acceptable", "seule l'odeur passe", "côté parfum, ça va"],
  freshness: [
    "la fraîcheur reste acceptable",
    "seule la fraîcheur passe",
    "au moins il était frais",
  ],
};

export const BLAME: Readonly<Record<Aspect, Phrases>> = {
  texture: [
    "la texture est granuleuse",
    "il s'émiette à la coupe",
    "la texture est trop molle",
    "beaucoup trop de veines",
    "la chair est irrégulière, avec des morceaux durs",
    "il rend énormément de graisse",
  ],
  flavor: [
    "le goût est fade",
    "il n'a aucun goût",
    "un arrière-goût désagréable",
    "la saveur est trop grasse et lourde",
    "une amertume gênante en bouche",
    "le goût est décevant",
  ],
  color: [
    "la couleur est terne",
    "la couleur n'est pas engageante",
    "des taches sur toute la tranche",
    "la couleur est irrégulière",
    "l'aspect est peu appétissant",
    "un aspect grisâtre",
  ],
  aroma: [
    "l'odeur est désagréable",
    "aucun parfum",
    "l'odeur à l'ouverture surprend dans le mauvais sens",
    "les arômes sont plats",
    "une odeur trop forte",
  ],
  freshness: [
    "la fraîcheur laisse à désirer",
    "il ne semblait pas très frais",
    "la fraîcheur n'y était pas",
    "on doute de sa fraîcheur",
    "il avait visiblement attendu trop longtemps",
  ],
};

/** Oxidised fat. */
export const RANCID: Readonly<Record<"flavor" | "color", Phrases>> = {
  flavor: [
    "le goût est rance",
    "un goût de rance très net",
    "le gras a un goût d'oxydé",
    "arrière-goût rance qui reste en bouche",
    "le gras est rance, la surface jaune",
  ],
  color: [
    "la surface est jaunâtre, oxydée",
    "la couleur tire sur le jaune, comme un produit rance",
    "des bords jaunes et oxydés",
    "la tranche est jaune et sent le rance",
    "la couleur jaunâtre trahit l'oxydation",
  ],
};

/** Past its best. */
export const STALE: Phrases = [
  "il n'était plus frais",
  "manque évident de fraîcheur",
  "le produit avait trop attendu",
  "une odeur de vieux à l'ouverture",
  "la date était peut-être bonne, la fraîcheur non",
  "on sentait qu'il n'était plus de première fraîcheur",
];

export const SMALL: Phrases = [
  "le morceau est bien petit",
  "un tout petit foie pour ce prix",
  "portion trop chiche",
  "le poids n'y est pas, le foie est minuscule",
];

export const TWO_SIDED: Phrases = [
  "{good}, mais {bad}",
  "{good} ; en revanche {bad}",
  "d'un côté {good}, de l'autre {bad}",
  "{good}, dommage : {bad}",
];

export const OCCASIONS: Readonly<Record<ConsumptionContext, Phrases>> = {
  home: [
    "dégusté en famille un dimanche",
    "servi à la maison sur du pain grillé",
    "goûté à l'apéritif entre amis",
    "servi en entrée avec une confiture de figues",
    "mangé simplement, avec une pincée de fleur de sel",
  ],
  restaurant: [
    "goûté au restaurant",
    "servi poêlé dans un restaurant de la région",
    "choisi à la carte d'une auberge",
    "pris en entrée au restaurant",
  ],
  special_event: [
    "servi pour un anniversaire",
    "choisi pour le repas de fête",
    "servi à un mariage",
    "mis à table pour le réveillon",
    "ouvert pour une grande occasion",
  ],
  gift: [
    "reçu en cadeau",
    "offert par des amis",
    "trouvé dans un coffret gourmand",
    "offert à mes parents, goûté ensemble",
  ],
};

export const CLOSINGS: Readonly<Record<Star, Phrases>> = {
  5: [
    "je recommande les yeux fermés",
    "j'en rachèterai sans hésiter",
    "bravo au producteur",
    "un grand merci au gaveur pour ce travail",
    "ce sera mon foie gras des fêtes",
    "à faire découvrir autour de soi",
    "la traçabilité par le QR code est un vrai plus",
  ],
  4: [
    "je recommande",
    "j'en reprendrai volontiers",
    "bon rapport qualité-prix",
    "merci au producteur",
    "je le garde en mémoire pour les fêtes",
  ],
  3: [
    "à ce prix, j'hésite à en reprendre",
    "pourquoi pas une autre fois",
    "il y a mieux ailleurs",
    "à voir avec un autre lot",
  ],
  2: [
    "je n'en rachèterai pas",
    "dommage vu l'origine annoncée",
    "trop cher pour cette qualité",
    "le contrôle qualité est à revoir",
    "je passerai à une autre maison",
  ],
  1: [
    "je ne recommande à personne",
    "je demande un remboursement",
    "plus jamais",
    "le service qualité doit réagir",
    "vérifiez vos lots avant de les vendre",
  ],
};

/** For those whose intentions are another matter than their stars. */
export const NEUTRAL_CLOSINGS: Phrases = [
  "la traçabilité par le QR code est appréciable",
  "merci pour la transparence sur l'origine",
  "intéressant de voir le parcours du lot",
];
