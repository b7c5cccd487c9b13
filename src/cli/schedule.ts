/** `sim schedule`: the order in which a dispatch policy mends a given damage, and what is lost until the last repair. */
import seedrandom from 'seedrandom';
import { Addresses, Draws, keyFrom, PURPOSE } from '../engine/draws.ts';
import { scheduleTable } from '../report/schedule-table.ts';
import { policies, policyNames } from '../response/policies/index.ts';
import { readCase } from '../response/scheduling/repair-case.ts';
import { bestScheduleOf, scheduleOf } from '../response/scheduling/schedule.ts';
import { textOf } from '../scenario/files.ts';
import { readDocument } from '../text/document.ts';
import { nearestName, Problems } from '../text/problem.ts';
import { Files } from './files.ts';
import { CommandEnd, EXIT, tell, tellProblems } from './output.ts';

interface ScheduleOptions {
  readonly policy: string;
  readonly seed?: number | string;
  readonly json?: boolean;
}

export function schedule(file: string, { policy: name, seed, json }: ScheduleOptions): void {
  const problems = new Problems();
  const policy = policies.find((one) => one.name === name);
  if (policy === undefined)
    problems.error(
      { file: 'the command line (--policy)', line: 1, column: 1 },
      '',
      `"${name}"`,
      policyNames.join(', '),
      nearestName(name, policyNames),
    );
  const text = textOf(new Files().load, file, problems);
  const document = text === undefined ? undefined : readDocument(text, file, problems);
  const repairCase = document === undefined ? undefined : readCase(document, problems);
  tellProblems(problems);
  if (policy === undefined || repairCase === undefined) throw new CommandEnd(EXIT.input);
  const addresses = new Addresses();
  const draws = new Draws(keyFrom(seedrandom(String(seed ?? 1))), addresses);
  const lots = (task: number): number => draws.uniform(addresses.handle(`task/${task}`), PURPOSE.lot);
  const found = policy.name === 'exact' ? bestScheduleOf(repairCase) : scheduleOf(repairCase, policy, lots);
  tell(json === true ? JSON.stringify(found) : scheduleTable(repairCase, policy.name, found));
}
