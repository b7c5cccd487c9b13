#!/usr/bin/env node
/** The command `sim`: names every command and loads only the file of the one that was typed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { InvariantError } from '../engine/assert.ts';
import { packageFolder } from './files.ts';
import { names, place, seed, wholeNumber } from './options.ts';
import { CommandEnd, EXIT, warn } from './output.ts';

const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };

const program = new Command('sim')
  .description(
    'Who loses connection when a backbone breaks, how badly, and how long until each protocol brings them back.',
  )
  .version(version)
  .showHelpAfterError('(sim --help, or sim help COMMAND)')
  .exitOverride();

/** Options that replace what the scenario file says. */
const withScenario = (command: Command): Command =>
  command
    .option('--topology <file>', 'backbone in place of the one that the scenario names')
    .option('--epicentre <lat,lon>', 'epicentre of every earthquake of the scenario, degrees', place)
    .option('--seed <seed>', 'seed of all chance', seed);

withScenario(program.command('run').argument('<scenario>', 'scenario file (YAML)'))
  .description('run a scenario under its protocols and print who is cut off and for how long')
  .option('--protocol <names>', 'protocols to compare, with commas between them', names)
  .option('--replications <n>', 'how many times the world is broken', wholeNumber(1, 10_000_000))
  .option('--threads <n>', 'worker threads (default: all cores); the results do not depend on it', wholeNumber(1, 1024))
  .option('--out <dir>', 'folder of results', 'results')
  .addOption(
    new Option('--by <what>', 'tell the losses also by operator, region or class').choices([
      'operator',
      'region',
      'class',
    ]),
  )
  .option('--json', 'print one JSON document in place of the table')
  .action(async (scenario: string, options) => (await import('./run.ts')).run(scenario, options, version));

withScenario(program.command('explain').argument('<scenario>', 'scenario file (YAML)'))
  .description('tell the story of one replication, event by event')
  .requiredOption('--protocol <name>', 'protocol')
  .requiredOption('--replication <r>', 'number of the replication, from 0', wholeNumber(0, 9_999_999))
  .option('--json', 'print one JSON document in place of the text')
  .action(async (scenario: string, options) => (await import('./explain.ts')).explain(scenario, options));

withScenario(program.command('check').argument('<scenario>', 'scenario file (YAML)'))
  .description('check a scenario and all files that it names, and say what it assumes')
  .action(async (scenario: string, options) => (await import('./check.ts')).check(scenario, options));

program
  .command('list')
  .argument('<what>', 'hazards, protocols, metrics, topologies, policies or formats')
  .description('list what this version knows')
  .option('--json', 'print JSON')
  .action(async (what: string, options) => (await import('./list.ts')).list(what, options));

program
  .command('schedule')
  .argument('<case>', 'repair case (JSON or YAML): graph, damaged edges, hours, crews')
  .description('order the repairs of a given damage by a dispatch policy, and say what is lost until the last')
  .requiredOption('--policy <name>', 'dispatch policy (sim list policies)')
  .option('--seed <seed>', 'seed of the policy random (default: 1)', seed)
  .option('--json', 'print {order, loss} as JSON')
  .action(async (file: string, options) => (await import('./schedule.ts')).schedule(file, options));

program
  .command('assign')
  .argument('<case>', 'traffic case (JSON or YAML): nodes, links, demands, states of links down')
  .description('assign the demands of a case to what survives in each of its states')
  .option('--json', 'print the case with `expected` filled in')
  .action(async (file: string, options) => (await import('./assign.ts')).assign(file, options));

program
  .command('availability')
  .argument('<topology>', 'YAML, GraphML, Net2Plan (.n2p) or the sites file of a CSV pair')
  .description('availability of every demand in years without a disaster: exact bounds beside a simulation')
  .option('--recovery <name>', 'none, protection (1+1 on a link-disjoint pair) or ideal (any way left)', 'none')
  .option('--mttf <duration>', 'mean time to failure of a link or risk group for which the file states none', '8748h')
  .option('--mttr <duration>', 'mean time to repair of one for which the file states none', '12h')
  .option('--years <n>', 'years of each replication (default: up to 1000, by size)', wholeNumber(1, 1_000_000))
  .option('--replications <n>', 'how many times the years are simulated', wholeNumber(5, 100_000), 100)
  .option('--seed <seed>', 'seed of all chance (default: 1)', seed)
  .option('--json', 'print one JSON document in place of the table')
  .action(async (file: string, options) => (await import('./availability.ts')).availability(file, options));

program
  .command('schema')
  .argument('<what>', 'scenario, protocol, protocol-block or topology')
  .description('print the JSON Schema of a kind of file, for your editor')
  .action(async (what: string) => (await import('./schema.ts')).schema(what));

const hazard = program.command('hazard').description('commands on what breaks');
hazard
  .command('ground-motion')
  .argument('<model>', 'akkar-2014, boore-2014, chiou-youngs-2014 or akkar-cagnan-2010')
  .argument('<file>', 'table of ruptures seen from sites (CSV)')
  .description('append the PGA and PGV that a ground-motion model gives each row of a table')
  .option('--distance <name>', 'rjb, repi, rhyp or rrup (default: the first that the model has and the row gives)')
  .option('--region <name>', 'global, highq or lowq, for rows that name none (boore-2014)')
  .action(async (model: string, file: string, options) =>
    (await import('./hazard-ground-motion.ts')).groundMotion(model, file, options),
  );
withScenario(hazard.command('field').argument('<scenario>', 'scenario file (YAML)'))
  .description('the shaking that one replication draws, at sites and along links')
  .requiredOption('--replication <r>', 'number of the replication, from 0', wholeNumber(0, 9_999_999))
  .option('--geojson <file>', 'file to write; stdout when left out')
  .action(async (scenario: string, options) => (await import('./hazard-field.ts')).field(scenario, options));
withScenario(hazard.command('catalogue').argument('<scenario>', 'scenario file (YAML)'))
  .description('the earthquakes that the hazards draw over some years, as CSV')
  .requiredOption('--years <n>', 'years to draw', wholeNumber(1, 1_000_000))
  .option('--replication <r>', 'number of the replication, from 0', wholeNumber(0, 9_999_999), 0)
  .option('--csv <file>', 'file to write; stdout when left out')
  .action(async (scenario: string, options) => (await import('./hazard-catalogue.ts')).catalogue(scenario, options));
withScenario(hazard.command('joint').argument('<scenario>', 'scenario file (YAML)'))
  .description('pairs of links that fail together more often than by chance')
  .option('--replications <n>', 'how many times the world is broken', wholeNumber(1, 10_000_000))
  .option('--top <n>', 'pairs to print', wholeNumber(1, 100_000), 15)
  .option('--json', 'print all pairs as JSON')
  .action(async (scenario: string, options) => (await import('./hazard-joint.ts')).joint(scenario, options));

const protocol = program.command('protocol').description('commands on response protocols');
protocol
  .command('list')
  .description('the shipped protocols and the mix-ins that they are made of')
  .option('--json', 'print JSON')
  .action(async (options) => (await import('./protocol-list.ts')).protocolList(options));
protocol
  .command('show')
  .argument('<name>', 'protocol, mix-in with its + (such as +roaming), or file')
  .description('a protocol resolved, each value with where it comes from and how sure we are of it')
  .option('--json', 'print JSON')
  .action(async (name: string, options) => (await import('./protocol-show.ts')).protocolShow(name, options));

const topology = program.command('topology').description('commands on a backbone file');
topology
  .command('check')
  .argument('<file>', 'YAML, GraphML, Net2Plan (.n2p) or the sites file of a CSV pair')
  .description('count what is in a backbone and tell what is odd about it')
  .option('--json', 'print JSON')
  .action(async (file: string, options) => (await import('./topology-check.ts')).topologyCheck(file, options));

for (const command of [...program.commands, ...protocol.commands, ...topology.commands, ...hazard.commands])
  command.exitOverride();

// A reader that stops reading (`sim … | head`) is no fault.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code === 'EPIPE') process.exit(EXIT.ok);
  throw fault;
});
process.on('SIGINT', () => {
  warn('\ninterrupted: nothing was written');
  process.exit(EXIT.interrupted);
});

try {
  await program.parseAsync();
} catch (fault) {
  process.exitCode = codeOf(fault);
}

function codeOf(fault: unknown): number {
  if (fault instanceof CommandEnd) return fault.code;
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.ok : EXIT.input;
  if (fault instanceof InvariantError || (fault instanceof Error && fault.name === 'InvariantError')) {
    warn(`a fault of resplice, not of your input: ${fault.message}`);
    warn(`please report it with this command: sim ${process.argv.slice(2).join(' ')}`);
    return EXIT.invariant;
  }
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
  if (fault instanceof Error && ['EACCES', 'ENOSPC', 'EROFS', 'ENOTDIR', 'EEXIST', 'EPERM'].includes(code)) {
    warn(`the results cannot be written: ${fault.message}`);
    return EXIT.input;
  }
  throw fault;
}
