/** Things of one kind, one a row. What does not fit is scrolled to, with the keyboard as well. */
import type { ComponentChildren, Key } from "preact";

export interface Column<Row> {
  head: string;
  cell(row: Row): ComponentChildren;
  /** Whether it names the row. */
  isName?: boolean;
  /** Numbers end under each other. */
  isNumber?: boolean;
  /** Text of any length, which wraps. */
  isLong?: boolean;
}

interface DataTableProps<Row> {
  /** Names the table to those who cannot see it. */
  label: string;
  caption?: ComponentChildren;
  rows: readonly Row[];
  keyOf(row: Row): Key;
  columns: readonly Column<Row>[];
  /** As high as all its rows; else as a window on them. */
  isWhole?: boolean;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, caption, rows, keyOf, columns, isWhole } = props;
  return (
    <div
      class={isWhole ? "table-holder" : "scroll"}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table>
        {caption}
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" class={classOf(column)}>{column.head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) =>
                column.isName
                  ? <th key={column.head} scope="row">{column.cell(row)}</th>
                  : <td key={column.head} class={classOf(column)}>{column.cell(row)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf({ isNumber, isLong }: Column<never>): string | undefined {
  return isNumber ? "num" : isLong ? "wraps" : undefined;
}
