/**
 * The depth map as a surface in space, drawn on a plain canvas: sixty-four zones need no graphics
 * card. It turns by dragging and by the arrow keys.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../i18n.ts";
import { isDark, token } from "../theme.ts";
import { shade } from "./_shades.ts";

const t = words({
  fr: { label: "Surface du foie en trois dimensions. Flèches gauche et droite pour tourner." },
  en: { label: "Surface of the liver in three dimensions. Left and right arrows turn it." },
});

type Matrix = readonly (readonly number[])[];

const FIRST_ANGLE = -0.62;
const TILT = 0.95;
const KEY_STEP = 0.15;
const DRAG_STEP = 0.01;
/** Each zone is drawn as so many facets a side, its heights interpolated. */
const FACETS = 3;
/** Height of the surface, in widths of the map. */
const RELIEF = 0.42;

export function Surface({ distancesMm }: { distancesMm: Matrix }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [angle, setAngle] = useState(FIRST_ANGLE);
  const dark = isDark.value;

  useEffect(() => {
    const element = canvas.current!;
    const paint = () => draw(element, distancesMm, angle);
    paint();
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    return () => observer.disconnect();
  }, [distancesMm, angle, dark]);

  return (
    <canvas
      ref={canvas}
      class="surface"
      role="img"
      tabIndex={0}
      aria-label={t("label")}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.buttons > 0) setAngle((now) => now + event.movementX * DRAG_STEP);
      }}
      onKeyDown={(event) => {
        const turn = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
        if (turn === undefined) return;
        event.preventDefault();
        setAngle((now) => now + turn);
      }}
    />
  );
}

interface Facet {
  corners: (readonly [number, number])[];
  depth: number;
  height: number;
  light: number;
}

function draw(canvas: HTMLCanvasElement, distancesMm: Matrix, angle: number): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  context.scale(ratio, ratio);
  const scale = Math.min(width / 1.5, height / 1.25);
  context.strokeStyle = token("surface-line");
  context.lineWidth = 0.5;
  for (const facet of facetsOf(distancesMm, angle)) {
    context.beginPath();
    for (const [x, y] of facet.corners) {
      context.lineTo(width / 2 + x * scale, height * 0.62 + y * scale);
    }
    context.closePath();
    context.fillStyle = shade(facet.height, facet.light);
    context.fill();
    context.stroke();
  }
}

/** The facets, the farthest first. */
function facetsOf(distancesMm: Matrix, angle: number): Facet[] {
  const heights = heightsOf(distancesMm);
  const side = heights.length;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const [sinTilt, cosTilt] = [Math.sin(TILT), Math.cos(TILT)];
  const placed = (r: number, c: number) => {
    const [x, y] = [c / (side - 1) - 0.5, r / (side - 1) - 0.5];
    const z = heights[r]![c]!;
    const across = x * cos - y * sin;
    const away = x * sin + y * cos;
    return { x: across, y: away * cosTilt - z * RELIEF * sinTilt, depth: away, z };
  };
  const facets: Facet[] = [];
  for (let r = 0; r < side - 1; r++) {
    for (let c = 0; c < side - 1; c++) {
      const corners = [placed(r, c), placed(r, c + 1), placed(r + 1, c + 1), placed(r + 1, c)];
      const [a, b, , d] = corners as [Corner, Corner, Corner, Corner];
      const slope = (b.z - a.z) - (d.z - a.z);
      facets.push({
        corners: corners.map(({ x, y }) => [x, y] as const),
        depth: corners.reduce((sum, { depth }) => sum + depth, 0),
        height: corners.reduce((sum, { z }) => sum + z, 0) / 4,
        light: Math.min(1, Math.max(0.62, 0.88 + slope * 0.8)),
      });
    }
  }
  return facets.sort((a, b) => a.depth - b.depth);
}

interface Corner {
  x: number;
  y: number;
  depth: number;
  z: number;
}

/** Heights 0–1, with points between the zones. */
function heightsOf(distancesMm: Matrix): number[][] {
  const all = distancesMm.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const zone = (r: number, c: number) =>
    most > least ? (most - distancesMm[r]![c]!) / (most - least) : 0;
  const last = distancesMm.length - 1;
  const side = last * FACETS + 1;
  return Array.from({ length: side }, (_, i) =>
    Array.from({ length: side }, (_, j) => {
      const [r, c] = [
        Math.min(last - 1, Math.floor(i / FACETS)),
        Math.min(last - 1, Math.floor(j / FACETS)),
      ];
      const [dr, dc] = [i / FACETS - r, j / FACETS - c];
      const top = zone(r, c) + (zone(r, c + 1) - zone(r, c)) * dc;
      const bottom = zone(r + 1, c) + (zone(r + 1, c + 1) - zone(r + 1, c)) * dc;
      return top + (bottom - top) * dr;
    }));
}
