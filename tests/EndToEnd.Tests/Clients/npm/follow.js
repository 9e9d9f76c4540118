// Follows a push through one client while the connection is lost and reports come in: node follow.js ADDRESS CLIENT REVISION
import { connect } from './support/connect.js';
import { CHANGES, UPDATED } from './support/documents.js';
import { Mirror } from './support/mirror.js';
import { Proxy } from './support/proxy.js';
import { report } from './support/reports.js';
import { print, run } from './support/script.js';

await run(async (address, name, revision, fail) => {
  const push = { repository: 'autoland', revision };
  const record = (taskId, results, runId) => report(address, push, taskId, results, runId);
  const proxy = await Proxy.start(address);
  const client = await connect(name, proxy.address, { retries: 1000 });
  const mirror = new Mirror();

  await record('stays', { 'a.toml': 'OK', 'b.toml': 'ERROR' });
  await record('is-replaced', { 'a.toml': 'OK' });
  await record('is-emptied', { 'a.toml': 'OK' });
  const { data, errors } = await client.execute(CHANGES, push);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  mirror.apply(data.push.changes);
  print({ step: 'start', ...mirror.state() });

  // Read anew for each connection: the last cursor is what a new one goes on from.
  const variables = { ...push, get since() { return mirror.cursor; } };
  const stop = client.follow(UPDATED, variables, (update) => mirror.apply(update.pushUpdated), fail);
  await mirror.reaches(await record('comes-later', { 'c.toml': 'ERROR' }));
  print({ step: 'connected', ...mirror.state() });

  proxy.cut();
  await record('is-replaced', { 'a.toml': 'ERROR', 'd.toml': 'OK' });
  await record('is-emptied', { 'a.toml': 'SKIP' });
  await record('stays-away', {});
  await record('comes-later', { 'c.toml': 'OK' }, 1);
  const missed = await record('is-missed', { 'e.toml': 'UNSUPPORTED', 'f.toml': 'OK' });
  await proxy.refused();
  print({ step: 'cut', ...mirror.state() });

  proxy.mend();
  await mirror.reaches(missed);
  print({ step: 'reconnected', ...mirror.state() });

  await mirror.reaches(await record('comes-last', { 'g.toml': 'OK' }));
  print({ step: 'end', ...mirror.state(), resultMap: mirror.resultMap, counts: mirror.counts() });
  await stop();
  await client.close();
  proxy.close();
});
