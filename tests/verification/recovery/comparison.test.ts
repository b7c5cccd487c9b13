/** Statistics of comparing protocols against `oracles_public.json`. */
import { expect, it } from 'vitest';
import { budgetShares } from '../../../src/experiment/allocation.ts';
import { compare } from '../../../src/experiment/comparison.ts';
import { equivalenceP } from '../../../src/experiment/equivalence.ts';
import { benjaminiHochberg, holm } from '../../../src/experiment/multiplicity.ts';
import { selectionConstants } from '../../../src/experiment/ranking.ts';
import { oracle } from './oracle.ts';

const close = (value: number, expected: number, relative = 1e-9): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

it('P-paired-t', () => {
  interface Expected {
    mean: number;
    ci: [number, number];
    t: number;
    p: number;
    corr: number;
    vrf: number;
    tost_p: number;
    noninf_p: number;
  }
  const { inputs, expected } = oracle<{ x: number[]; y: number[]; delta: number }, Expected>('P-paired-t');
  // The oracle tells baseline less candidate.
  const { mean, p, sd, pairs, correlation, varianceReduction } = compare(
    Float64Array.from(inputs.x),
    Float64Array.from(inputs.y),
    { margin: { absolute: inputs.delta } },
  );
  close(-mean.difference, expected.mean, 1e-8);
  close(-mean.ci95[1], expected.ci[0], 1e-8);
  close(-mean.ci95[0], expected.ci[1], 1e-8);
  close((-mean.difference / sd) * Math.sqrt(pairs), expected.t, 1e-8);
  close(p, expected.p, 1e-8);
  close(correlation, expected.corr, 1e-8);
  close(varianceReduction, expected.vrf, 1e-8);
  close(equivalenceP(mean.tests), expected.tost_p, 1e-8);
  close(mean.tests.notWorse, expected.noninf_p, 1e-8);
});

it('P-KN-constants', () => {
  const { inputs, expected } = oracle('P-KN-constants');
  const { eta, hSquared } = selectionConstants(inputs.k, inputs.n0, inputs.alpha);
  close(eta, expected.eta);
  close(hSquared, expected.h2);
});

it('P-OCBA', () => {
  const { inputs, expected } = oracle<{ mean: number[]; sd: number[] }, { frac: number[] }>('P-OCBA');
  for (const [system, share] of budgetShares(inputs.mean, inputs.sd).entries()) close(share, expected.frac[system]);
});

it('P-multiple', () => {
  const { inputs, expected } = oracle<{ p: number[] }, { holm: number[]; bh: number[] }>('P-multiple');
  for (const [test, p] of holm(inputs.p).entries()) close(p, expected.holm[test]);
  for (const [test, p] of benjaminiHochberg(inputs.p).entries()) close(p, expected.bh[test]);
});
