/**
 * A list of any length of which only what the window shows is in the page. Items have one height,
 * stand in as many columns as fit, and scroll with the window itself, as on a phone one expects.
 */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface VirtualGridProps<T> {
  items: readonly T[];
  keyOf(item: T): string;
  render(item: T): ComponentChildren;
  label: string;
  /** rem */
  itemHeight: number;
  /** rem; one column when absent. */
  itemMinWidth?: number;
  /** rem */
  gap?: number;
}

/** Rows kept above and below the window, so that a scroll finds them there. */
const OVERSCAN_ROWS = 2;

interface Window {
  first: number;
  last: number;
  columns: number;
}

export function VirtualGrid<T>(props: VirtualGridProps<T>) {
  const { items, keyOf, render, label, itemHeight, itemMinWidth, gap = 0 } = props;
  const list = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState<Window>({ first: 0, last: 8, columns: 1 });
  const count = items.length;

  useLayoutEffect(() => {
    const element = list.current!;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const { top, width } = element.getBoundingClientRect();
      const room = (width + gap * rem) / (((itemMinWidth ?? Infinity) + gap) * rem);
      const columns = Math.max(1, Math.floor(room));
      const rowPx = (itemHeight + gap) * rem;
      const first = Math.max(0, Math.floor(-top / rowPx) - OVERSCAN_ROWS);
      const last = Math.ceil((innerHeight - top) / rowPx) + OVERSCAN_ROWS;
      const next = { first: first * columns, last: Math.max(last, first) * columns, columns };
      setShown((now) =>
        now.first === next.first && now.last === next.last && now.columns === columns ? now : next
      );
    };
    const later = () => frame ||= requestAnimationFrame(measure);
    measure();
    const observer = new ResizeObserver(later);
    observer.observe(element);
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      removeEventListener("scroll", later);
      removeEventListener("resize", later);
    };
  }, [itemHeight, itemMinWidth, gap, count]);

  const { first, last, columns } = shown;
  const rows = Math.ceil(count / columns);
  const height = Math.max(0, rows * (itemHeight + gap) - gap);
  return (
    <ul ref={list} class="virtual" aria-label={label} style={{ height: `${height}rem` }}>
      {items.slice(first, last).map((item, i) => {
        const index = first + i;
        const column = index % columns;
        const share = `(100% - ${(columns - 1) * gap}rem) / ${columns}`;
        return (
          <li
            key={keyOf(item)}
            aria-setsize={count}
            aria-posinset={index + 1}
            style={{
              height: `${itemHeight}rem`,
              top: `${Math.floor(index / columns) * (itemHeight + gap)}rem`,
              left: `calc((${share} + ${gap}rem) * ${column})`,
              width: `calc(${share})`,
            }}
          >
            {render(item)}
          </li>
        );
      })}
    </ul>
  );
}
