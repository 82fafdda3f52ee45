/** A few choices beside each other, of which one holds. */
import { useId } from "preact/hooks";
import { Icon, type IconName } from "./icon.tsx";

interface ToggleProps<Name extends string> {
  label: string;
  /** Whether the label is seen, too. */
  isLabelled?: boolean;
  names: readonly Name[];
  textOf(name: NoInfer<Name>): string;
  iconOf?(name: NoInfer<Name>): IconName;
  chosen: Name;
  onChoose(name: NoInfer<Name>): void;
}

export function Toggle<Name extends string>(props: ToggleProps<Name>) {
  const { label, isLabelled, names, textOf, iconOf, chosen, onChoose } = props;
  const id = useId();
  const group = (
    <div
      class="segmented"
      role="group"
      {...(isLabelled ? { "aria-labelledby": id } : { "aria-label": label })}
    >
      {names.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={chosen === name}
          title={iconOf && textOf(name)}
          onClick={() => onChoose(name)}
        >
          {iconOf && <Icon name={iconOf(name)} />}
          {textOf(name)}
        </button>
      ))}
    </div>
  );
  if (!isLabelled) return group;
  return (
    <div class="field">
      <span id={id}>{label}</span>
      {group}
    </div>
  );
}
