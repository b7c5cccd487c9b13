/** Runs the shipped command again and again in one process, each time from its first line: the code is compiled once only. */
const [, , main] = process.argv;
const own = { ...process.env };
let runs = 0;

process.on('message', async ({ args, cwd, env, mark }) => {
  process.chdir(cwd);
  process.argv = [process.argv[0], main, ...args];
  process.exitCode = undefined;
  Object.assign(process.env, own, env);
  try {
    // Under another name the file is run anew; those that it imports are there already.
    await import(`${main}?${runs++}`);
  } catch (fault) {
    // What nobody caught is shown with its stack, as Node shows it.
    process.exitCode = 1;
    process.stderr.write(`${fault instanceof Error ? fault.stack : fault}\n`);
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  process.stdout.removeAllListeners('error');
  for (const name of Object.keys(env)) if (!(name in own)) delete process.env[name];
  for (const stream of [process.stdout, process.stderr]) stream.write(mark);
  process.send(process.exitCode ?? 0);
});
