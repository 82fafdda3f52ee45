/** A time series by uPlot, in the panel's colours and language. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { labelled, lang } from "../i18n.ts";
import { isDark, token } from "../theme.ts";

export interface Line {
  label: string;
  /** A colour token. */
  colour: string;
  /** px */
  width?: number;
  dash?: number[];
  /** Draws points without a line between them. */
  points?: boolean;
  /** Between two points: straight, or held until the next. */
  stepped?: boolean;
  scale?: "y" | "y2";
}

interface ChartProps {
  /** Says in a sentence what the chart shows, for who cannot see it. */
  summary: string;
  lines: readonly Line[];
  /** First the x values, then those of each line. */
  data: readonly (readonly (number | null)[])[];
  /** px */
  height?: number;
  /** On the axis. */
  formatX(x: number): string;
  /** In the box under the pointer; as on the axis when absent. */
  tipX?(x: number): string;
  formatY(y: number): string;
  formatY2?(y: number): string;
  /** Bounds of the value axis; fitted to the data when absent. */
  rangeY?: [number, number];
  /** Steps that the marks of the x axis may have. */
  stepsX: readonly number[];
}

const FONT = "12px system-ui, sans-serif";

export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shown = props.lines.map(({ label, colour }) => `${label}/${colour}`).join();
  // Read here, so that the chart is drawn again in the other colours or words.
  const look = `${isDark.value}/${lang.value}/${shown}/${props.height}`;

  useEffect(() => {
    const element = holder.current!;
    const made = new uPlot(
      optionsOf(props, element.clientWidth),
      props.data as uPlot.AlignedData,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== made.width) made.setSize({ width, height: made.height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [look]);

  useEffect(() => plot.current?.setData(props.data as uPlot.AlignedData), [props.data]);

  return (
    <div class="chart">
      <ul class="legend">
        {props.lines.map(({ label, colour, dash, points }) => (
          <li key={label}>
            <svg class="legend-key" viewBox="0 0 24 8" aria-hidden="true">
              {points ? <circle cx="12" cy="4" r="3" style={{ fill: `var(--${colour})` }} /> : (
                <line
                  x1="0"
                  y1="4"
                  x2="24"
                  y2="4"
                  style={{ stroke: `var(--${colour})` }}
                  stroke-width="2.5"
                  stroke-dasharray={dash?.join(" ")}
                />
              )}
            </svg>
            {label}
          </li>
        ))}
      </ul>
      <div ref={holder} class="chart-plot" role="img" aria-label={props.summary} />
    </div>
  );
}

function optionsOf(props: ChartProps, width: number): uPlot.Options {
  const ink = token("ink-soft");
  const grid = { stroke: token("line"), width: 1 };
  const hasSecond = props.lines.some(({ scale }) => scale === "y2");
  const axis = { stroke: ink, font: FONT, grid, ticks: { ...grid, size: 4 } };
  return {
    width: Math.max(width, 200),
    height: props.height ?? 240,
    padding: [10, 16, 0, 0],
    legend: { show: false },
    cursor: { points: { size: 7 }, y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false },
      y: props.rangeY ? { range: () => props.rangeY! } : {},
      ...(hasSecond && { y2: {} }),
    },
    axes: [
      {
        ...axis,
        size: 32,
        space: 48,
        incrs: [...props.stepsX],
        values: (_, ticks) => ticks.map(props.formatX),
      },
      { ...axis, size: 64, values: (_, ticks) => ticks.map(props.formatY) },
      ...(hasSecond
        ? [{
          ...axis,
          scale: "y2",
          side: 1 as const,
          size: 52,
          grid: { show: false },
          values: (_: uPlot, ticks: number[]) => ticks.map(props.formatY2 ?? props.formatY),
        }]
        : []),
    ],
    series: [
      {},
      ...props.lines.map((line): uPlot.Series => ({
        label: line.label,
        stroke: token(line.colour),
        width: line.width ?? 2,
        scale: line.scale ?? "y",
        ...(line.dash && { dash: line.dash }),
        spanGaps: true,
        points: line.points
          ? { show: true, size: 6, fill: token(line.colour), stroke: token(line.colour) }
          : { show: false },
        ...(line.points && { paths: () => null }),
        ...(line.stepped && { paths: uPlot.paths.stepped!({ align: 1 }) }),
      })),
    ],
    plugins: [tooltip(props)],
  };
}

/** The values under the pointer. */
function tooltip(props: ChartProps): uPlot.Plugin {
  const box = document.createElement("div");
  box.className = "chart-tip";
  box.hidden = true;
  return {
    hooks: {
      init: (plot) => void plot.over.append(box),
      setCursor(plot) {
        const { idx, left = 0 } = plot.cursor;
        box.hidden = idx === null || idx === undefined || left < 0;
        if (box.hidden) return;
        const heading = document.createElement("b");
        heading.textContent = (props.tipX ?? props.formatX)(plot.data[0][idx!]!);
        const rows = props.lines.map((line, i) => {
          const value = plot.data[i + 1]?.[idx!];
          const format = line.scale === "y2" ? props.formatY2 ?? props.formatY : props.formatY;
          const row = document.createElement("span");
          row.textContent = typeof value === "number" ? labelled(line.label, format(value)) : "";
          return row;
        });
        box.replaceChildren(heading, ...rows);
        const isRight = left > plot.over.clientWidth / 2;
        box.style.left = isRight ? "" : `${left + 12}px`;
        box.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : "";
      },
    },
  };
}
