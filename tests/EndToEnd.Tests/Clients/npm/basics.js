// A mutation, a query and two errors, through one client: node basics.js ADDRESS CLIENT REVISION
import { connect } from './support/connect.js';
import { INVALID, READ, RECORD } from './support/documents.js';
import { input } from './support/reports.js';
import { print, run } from './support/script.js';

await run(async (address, name, revision) => {
  const client = await connect(name, address);
  const push = { repository: 'autoland', revision };
  const passed = input(push, 'task-0', { 'dom/passes.toml': 'OK', 'dom/fails.toml': 'ERROR' });
  const broken = input(push, 'task-1', { 'dom\\backslash.toml': 'OK' });
  print({ step: 'mutation', ...(await client.execute(RECORD, { input: passed })) });
  print({ step: 'query', ...(await client.execute(READ, push)) });
  print({ step: 'refused', ...(await client.execute(RECORD, { input: broken })) });
  print({ step: 'invalid', ...(await client.execute(INVALID)) });
  await client.close();
});
