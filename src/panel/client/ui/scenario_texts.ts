/**
 * The built-in scenarios in both languages; those of one's own speak for themselves. The English is that
 * of their files under `scenarios/`, which a test compares.
 */
interface Texts {
  fr: string;
  en: string;
}

export const SCENARIO_TEXTS: Readonly<Record<string, { title: Texts; description: Texts }>> = {
  complete_demo: {
    title: { fr: "Démonstration complète", en: "Complete demonstration" },
    description: {
      fr:
        "Des canards sont gavés, leurs foies mesurés sur trois sites, et des consommateurs notent les produits.",
      en: "Ducks are fed, their livers measured on three sites, and consumers rate the products.",
    },
  },
  gavage_realtime: {
    title: { fr: "Gavage seul", en: "Feeding alone" },
    description: {
      fr: "Des lots de canards sont gavés, et rien d’autre.",
      en: "Lots of ducks are fed, and nothing else.",
    },
  },
  quality_focus: {
    title: { fr: "Contrôle qualité", en: "Quality control" },
    description: {
      fr:
        "Les appareils de six lieux mesurent, et les consommateurs notent deux fois plus souvent.",
      en: "Devices of six places measure, and consumers rate twice as often.",
    },
  },
  consumer_analysis: {
    title: { fr: "Satisfaction", en: "Satisfaction" },
    description: {
      fr: "Des consommateurs de toute humeur notent les produits qu’il y a.",
      en: "Consumers of all tempers rate the products that there are.",
    },
  },
  multi_site: {
    title: { fr: "Appareils de trois sites", en: "Devices of three sites" },
    description: {
      fr: "Quatre appareils SQAL, à leur rythme.",
      en: "Four SQAL devices, each at its pace.",
    },
  },
  stress_test: {
    title: { fr: "Dix appareils rapides", en: "Ten fast devices" },
    description: {
      fr: "Un échantillon toutes les 10 s par appareil : de quoi charger le serveur.",
      en: "A sample every 10 s from each device: a load for the server.",
    },
  },
  production_demo: {
    title: { fr: "Deux lignes de production", en: "Two production lines" },
    description: {
      fr: "Deux appareils SQAL sur deux lignes.",
      en: "Two SQAL devices on two lines.",
    },
  },
};
