/** A small curve against its target, to see at a glance whether a lot follows it. */
interface SparklineProps {
  /** Says in words what the curve shows. */
  label: string;
  points: readonly { x: number; y: number }[];
  target: readonly { x: number; y: number }[];
}

const WIDTH = 160;
const HEIGHT = 44;
const PAD = 4;

export function Sparkline({ label, points, target }: SparklineProps) {
  const all = [...points, ...target];
  const xs = all.map(({ x }) => x);
  const ys = all.map(({ y }) => y);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.min(...ys), Math.max(...ys)];
  const at = ({ x, y }: { x: number; y: number }) => [
    PAD + (WIDTH - 2 * PAD) * (x1 > x0 ? (x - x0) / (x1 - x0) : 0.5),
    HEIGHT - PAD - (HEIGHT - 2 * PAD) * (y1 > y0 ? (y - y0) / (y1 - y0) : 0.5),
  ];
  const path = (list: readonly { x: number; y: number }[]) =>
    list.map((point) => at(point).map((n) => n.toFixed(1)).join(" ")).join(" L ");
  const end = points.at(-1);
  const [endX, endY] = end ? at(end) : [];
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {target.length > 1 && <path class="sparkline-target" d={`M ${path(target)}`} />}
      {points.length > 1 && <path class="sparkline-line" d={`M ${path(points)}`} />}
      {end && <path class="sparkline-end" d={`M ${endX} ${endY} h 0.01`} />}
    </svg>
  );
}
