#!/usr/bin/env node
/** The command `sim`: names every command and loads only the file of the one that was typed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { InvariantError } from '../engine/assert.ts';
import { packageFolder } from './files.ts';
import { answerSignals, interrupted } from './interrupt.ts';
import { names, percent, place, seed, wholeNumber } from './options.ts';
import { CommandEnd, EXIT, warn } from './output.ts';
import { withoutPasswords } from './queue-url.ts';

const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };

const program = new Command('sim')
  .description(
    'Who loses connection when a backbone breaks, how badly, and how long until each protocol brings them back.',
  )
  .version(version)
  .showHelpAfterError('(sim --help, or sim help COMMAND)')
  .exitOverride();

/** An option that may be given again and again. */
const added = (value: string, before: readonly string[] = []): string[] => [...before, value];

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

withScenario(program.command('sweep').argument('<file>', 'scenario file, or the file of a sweep (YAML)'))
  .description('run a scenario over many seeds and settings, chunk by chunk; a killed sweep goes on where it was')
  .option('--seeds <a..b>', 'seeds, each a run of its own (default: the seed of the scenario)')
  .option('--replications <n>', 'of each seed (default: 1 with --seeds)', wholeNumber(1, 10_000_000))
  .option('--vary <path=values>', "what varies, such as 'hazards[0].magnitude=6:7.5:0.25'; again for more", added)
  .option('--design <name>', 'grid, lhs, sobol, or a file of points in CSV: paths, then a row a point (default: grid)')
  .option('--points <n>', 'points of lhs or sobol', wholeNumber(1, 1_000_000))
  .option('--protocol <names>', 'protocols to compare, with commas between them', names)
  .option('--chunk <n>', 'replications in one file (default: about a second of work)', wholeNumber(1, 4096))
  .option('--threads <n>', 'worker threads (default: all cores); the results do not depend on it', wholeNumber(1, 1024))
  .option('--out <dir>', 'folder of results', 'results')
  .option('--resume', 'skip the chunks that are there and whole')
  .option('--shard <i/n>', 'only the chunks of one of n machines, i from 0; auto reads the environment')
  .option('--metrics <names>', 'metrics to summarise (default: those that head the table of a run)', names)
  .option('--json', 'print one JSON document in place of the table')
  .option('--queue [url]', 'have workers run the chunks: redis://… or postgres://… (left out: RESPLICE_QUEUE)')
  .option('--queue-name <name>', 'name of the queue, the same for its workers', 'resplice')
  .addOption(
    new Option('--results <how>', 'how chunks come back: through the queue, or in a folder that the workers share')
      .choices(['queue', 'folder'])
      .default('queue'),
  )
  .action(async (file: string, options) => (await import('./sweep.ts')).sweep(file, options, version));

program
  .command('worker')
  .description('take chunks of sweeps from a queue and run them, until stopped')
  .option('--queue [url]', 'redis://, rediss://, postgres:// or postgresql:// (left out: RESPLICE_QUEUE)')
  .option('--queue-name <name>', 'name of the queue, the same for those who ask', 'resplice')
  .option('--threads <n>', 'chunks at a time (default: all cores)', wholeNumber(1, 1024))
  .option('--out <dir>', 'folder of results, shared with those who ask for --results folder')
  .option('--once', 'end when the queue has been empty for a moment')
  .option('--chunk-limit <duration>', 'a chunk that takes longer is ended, and fails', '10min')
  .option('--takeover <duration>', 'after which the chunk of a silent worker is given to another', '30s')
  .action(async (options) => (await import('./worker.ts')).worker(options, version));

program
  .command('merge')
  .argument('<dirs...>', 'folders of one sweep, such as the --out of each of its shards')
  .description('lay the chunks of the shards of a sweep into one folder, and summarise it')
  .option('--out <dir>', 'folder of results', 'results')
  .option('--metrics <names>', 'metrics to summarise (default: those that head the table of a run)', names)
  .option('--json', 'print one JSON document in place of the table')
  .action(async (dirs: string[], options) => (await import('./merge.ts')).merge(dirs, options));

program
  .command('query')
  .argument('<dir>', 'folder of a sweep or of a run')
  .argument('<sql>', 'a SELECT over the view outcomes')
  .description('ask the outcomes of a sweep or of a run in SQL (needs the package @duckdb/node-api)')
  .addOption(
    new Option('--format <name>', 'how the answer is printed').choices(['table', 'csv', 'json']).default('table'),
  )
  .action(async (dir: string, sql: string, options) => (await import('./query.ts')).query(dir, sql, options));

withScenario(
  program
    .command('compare')
    .argument('<scenario>', 'scenario file (YAML), or a folder of results')
    .argument('[results]', 'a second folder of results, compared with the first'),
)
  .description('compare protocols with a baseline, or a folder of results with another, and decide gates for CI')
  .option('--baseline <name>', 'protocol that the others are compared with (default: the first)')
  .option('--protocols <names>', 'protocols to compare, with commas between them', names)
  .option(
    '--metrics <names>',
    'metrics to compare by (default: lost user-hours, their worst tenth, time to 95 %)',
    names,
  )
  .option('--gate <file>', 'gates to pass (YAML): exit code 1 when one fails')
  .option('--replications <n>', 'how many times the world is broken', wholeNumber(2, 10_000_000))
  .option('--most <n>', 'replications up to which more are asked for (default: 8 times)', wholeNumber(2, 10_000_000))
  .option(
    '--margin <share>',
    'a difference that matters, as a share of the baseline (of an availability, of what it lacks of 100 %)',
    percent(1),
    0.02,
  )
  .option('--alpha <share>', 'chance, at most, that any verdict of a kind is wrong', percent(0.2), 0.05)
  .option('--until <share>', 'replications until each difference is known to this share of the baseline', percent(1))
  .option('--rank', 'find the best protocol with a guarantee')
  .option('--attribute <name>', 'which blocks of a protocol its gain comes from')
  .option('--threads <n>', 'worker threads (default: all cores); the results do not depend on it', wholeNumber(1, 1024))
  .option('--markdown <file>', 'write it as Markdown, for the summary of a CI step')
  .option('--junit <file>', 'write the gates as JUnit XML')
  .option('--json', 'print one JSON document in place of the table')
  .action(async (first: string, second: string | undefined, options) =>
    (await import('./compare.ts')).compare(first, second, options),
  );

withScenario(program.command('sensitivity').argument('<scenario>', 'scenario file (YAML)'))
  .description('which values of a scenario matter, and how much, for each protocol')
  .requiredOption('--vary <path=values>', "a factor, such as 'hazards[0].magnitude=6:7.5'; again for more", added)
  .addOption(
    new Option('--method <name>', 'elementary effects, or shares of the variance')
      .choices(['morris', 'sobol'])
      .default('morris'),
  )
  .option('--trajectories <n>', 'of morris: factors + 1 points each (default: 20)', wholeNumber(1, 100_000))
  .option('--levels <n>', 'of morris: values of each factor, an even number (default: 4)', wholeNumber(2, 1000))
  .option('--rows <n>', 'of sobol: factors + 2 points each, a power of two (default: 256)', wholeNumber(2, 1_000_000))
  .option('--replications <n>', 'the same at all points (default: those of the scenario)', wholeNumber(1, 10_000_000))
  .option('--protocol <names>', 'protocols, with commas between them', names)
  .option('--metrics <names>', 'metrics (default: lost user-hours and sustained time to 95 %)', names)
  .option('--chunk <n>', 'replications in one file (default: about a second of work)', wholeNumber(1, 4096))
  .option('--threads <n>', 'worker threads (default: all cores); the results do not depend on it', wholeNumber(1, 1024))
  .option('--out <dir>', 'folder of results', 'results')
  .option('--resume', 'skip the chunks that are there and whole')
  .option('--json', 'print one JSON document in place of the table')
  .action(async (scenario: string, options) =>
    (await import('./sensitivity.ts')).sensitivity(scenario, options, version),
  );

program
  .command('rare')
  .argument('<file>', 'file of rare events (YAML): a scenario, strata or importance, what may be exceeded')
  .description('what great earthquakes do, drawn more often than they come and weighed back')
  .option('--threads <n>', 'worker threads (default: all cores); the results do not depend on it', wholeNumber(1, 1024))
  .option('--json', 'print one JSON document in place of the table')
  .action(async (file: string, options) => (await import('./rare.ts')).rare(file, options));

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
  .option(
    '--recovery <name>',
    'none, protection (1+1 on a pair of paths disjoint in links and risk groups) or ideal (any way left)',
    'none',
  )
  .option(
    '--demands <set>',
    'uniform (one between every two sites) or file (those of a Net2Plan design, by size)',
    'uniform',
  )
  .option('--mttf <duration>', 'mean time to failure of a link or risk group for which the file states none', '8748h')
  .option('--mttr <duration>', 'mean time to repair of one for which the file states none', '12h')
  .option('--years <n>', 'years of each replication (default: up to 1000, by size)', wholeNumber(1, 1_000_000))
  .option('--replications <n>', 'how many times the years are simulated', wholeNumber(5, 100_000), 100)
  .option('--seed <seed>', 'seed of all chance (default: 1)', seed)
  .option('--json', 'print one JSON document in place of the table')
  .action(async (file: string, options) => (await import('./availability.ts')).availability(file, options));

program
  .command('schema')
  .argument('<what>', 'scenario, protocol, protocol-block, topology, sweep, gates or rare')
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
answerSignals(interrupted);

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
    warn(`please report it with this command: sim ${withoutPasswords(process.argv.slice(2)).join(' ')}`);
    return EXIT.invariant;
  }
  if (fault instanceof Error && fault.name === 'FolderFault') {
    warn(fault.message);
    return EXIT.input;
  }
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
  if (fault instanceof Error && ['EACCES', 'ENOSPC', 'EROFS', 'ENOTDIR', 'EEXIST', 'EPERM'].includes(code)) {
    warn(`the results cannot be written: ${fault.message}`);
    return EXIT.input;
  }
  throw fault;
}
