/** The 8×8 zones of the depth sensor: a table whose cells are shaded by height. */
import { number } from "../format.ts";
import { words } from "../i18n.ts";
import { shade, shadeInk } from "./_shades.ts";

const t = words({
  fr: {
    caption: "Distance au capteur par zone, en mm. Plus clair : plus proche.",
  },
  en: { caption: "Distance from the sensor by zone, mm. Lighter is nearer." },
});

type Matrix = readonly (readonly number[])[];

export function DepthMap({ distancesMm }: { distancesMm: Matrix }) {
  const all = distancesMm.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const height = (mm: number) => most > least ? (most - mm) / (most - least) : 0;
  return (
    <table class="depth-map">
      <caption>{t("caption")}</caption>
      <thead>
        <tr>
          <td />
          {distancesMm.map((_, c) => <th key={c} scope="col">{c + 1}</th>)}
        </tr>
      </thead>
      <tbody>
        {distancesMm.map((row, r) => (
          <tr key={r}>
            <th scope="row">{r + 1}</th>
            {row.map((mm, c) => (
              <td key={c} style={{ background: shade(height(mm)), color: shadeInk(height(mm)) }}>
                {number(mm)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
