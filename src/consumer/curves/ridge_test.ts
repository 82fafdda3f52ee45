import assert from "node:assert/strict";
import { Matrix, solve } from "ml-matrix";
import {
  type RandomStream,
  randomStream,
  standardNormals,
} from "../../../simulators/kernel/mod.ts";
import { fitRidge } from "./ridge.ts";

const BETA = [2, -1, 0.5];

function madeUp(stream: RandomStream, { count, noise }: { count: number; noise: number }) {
  const normal = standardNormals(stream);
  const rows = Array.from({ length: count }, () => BETA.map(() => 3 + normal()));
  const values = rows.map((row) =>
    10 + row.reduce((sum, x, i) => sum + x * BETA[i]!, 0) + noise * normal()
  );
  return { rows, values };
}

Deno.test("ridge: the normal equations' answer, (XᵀX + λI) β = Xᵀy", () => {
  const lambda = 7;
  const { rows, values } = madeUp(randomStream(1, "ridge"), { count: 40, noise: 1 });
  const model = fitRidge({ rows, values }, { folds: 5, lambdas: [lambda] });
  const x = new Matrix(rows);
  x.subRowVector(x.mean("column"));
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const y = Matrix.columnVector(values.map((value) => value - mean));
  const gram = x.transpose().mmul(x).add(Matrix.eye(3).mul(lambda));
  const beta = solve(gram, x.transpose().mmul(y)).to1DArray();
  for (let i = 0; i < 3; i++) {
    const step = [0, 0, 0].map((_, j) => i === j ? 1 : 0);
    assert.ok(Math.abs(model.predict(step) - model.predict([0, 0, 0]) - beta[i]!) < 1e-9);
  }
  const d = Matrix.columnVector([1, -2, 1]);
  const spread = d.transpose().mmul(solve(gram, d)).get(0, 0);
  const error = model.standardError([1, -2, 1], [0, 0, 0]);
  assert.ok(Math.abs(error - model.residualSd * Math.sqrt(spread)) < 1e-9);
});

Deno.test("ridge: little noise chooses a small penalty, nothing but noise a large one", () => {
  const lambdas = [0.1, 1, 10, 100, 1_000];
  const clear = madeUp(randomStream(2, "ridge"), { count: 60, noise: 0.1 });
  const model = fitRidge(clear, { folds: 5, lambdas });
  assert.equal(model.lambda, 0.1);
  assert.ok(Math.abs(model.residualSd - 0.1) < 0.03);
  const normal = standardNormals(randomStream(3, "ridge"));
  const blind = Array.from({ length: 40 }, () => {
    const values = clear.rows.map(() => normal());
    return fitRidge({ rows: clear.rows, values }, { folds: 5, lambdas }).lambda;
  });
  assert.ok(blind.filter((lambda) => lambda === 1_000).length > 20, `${blind}`);
});

Deno.test("ridge: 95 of 100 intervals hold the truth, and none calls the untried certain", () => {
  let held = 0;
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    const data = madeUp(randomStream(run, "cover"), { count: 40, noise: 2 });
    const model = fitRidge(data, { folds: 5, lambdas: [1] });
    const [to, from] = [[4, 3, 3], [3, 3, 3]];
    const change = model.predict(to) - model.predict(from);
    if (Math.abs(change - 2) < 1.96 * model.standardError(to, from)) held++;
  }
  assert.ok(held / runs > 0.9 && held / runs < 0.99, `${held} of ${runs}`);
  const { rows, values } = madeUp(randomStream(4, "ridge"), { count: 40, noise: 1 });
  const flat = fitRidge({ rows: rows.map(([a, b]) => [a!, b!, 3]), values }, {
    folds: 5,
    lambdas: [1],
  });
  assert.ok(flat.standardError([3, 3, 4], [3, 3, 3]) > flat.standardError([4, 3, 3], [3, 3, 3]));
});
