/** Something known, under its name. */
import type { ComponentChildren } from "preact";

interface FactProps {
  name: string;
  children: ComponentChildren;
  isWide?: boolean;
}

/** Inside a `<dl>`. */
export function Fact({ name, children, isWide }: FactProps) {
  return (
    <div class={isWide ? "fact-wide" : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
