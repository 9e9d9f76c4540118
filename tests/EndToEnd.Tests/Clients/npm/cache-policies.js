// Asks for different fields of the same objects, one query after another, and tells which queries the cache has lost fields of in the end:
// node cache-policies.js ADDRESS REVISION MODULE; the module exports Apollo's cache; with - for it, the cache has no policies.
import { pathToFileURL } from 'node:url';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { RECORD } from './support/documents.js';
import { input } from './support/reports.js';
import { print, run } from './support/script.js';

const PAGE = 2;
const TASKS = 5;

const push = (fields) => `query ($repository: String!, $revision: String!${fields.includes('$after') ? ', $after: String' : ''}) {
  push(repository: $repository, revision: $revision) { id ${fields} }
}`;

/** A push to compare with, what is expected, and what is said of a failure. */
const FACTS = `mutation ($base: RecordGroupResultsInput!, $expected: ExpectedTasksInput!, $failures: ClassifyFailuresInput!) {
  recordGroupResults(input: $base) { changed }
  setExpectedTasks(input: $expected) { changed }
  classifyFailures(input: $failures) { changed }
}`;

const factsOf = (push) => ({
  base: input({ ...push, revision: 'ba5e' }, 'task-0', { 'dom/fails.toml': 'OK' }),
  expected: { ...push, tasks: [{ jobName: 'test-linux2404-64/opt-mochitest-9', taskId: 'task-9', groups: ['dom/waits.toml'] }] },
  failures: { ...push, kind: 'INTERMITTENT', groups: ['dom/fails.toml'], taskIds: ['task-0'], note: 'seen before' },
});

const queries = {
  'counts, one half': push('counts { ok error }'),
  'counts, the other half': push('counts { taskRuns groups }'),
  'tasks, one half': push(`tasks(first: ${PAGE}, after: $after) { nodes { id jobName } pageInfo { endCursor } }`),
  'tasks, the other half': push(`tasks(first: ${PAGE}, after: $after) { nodes { id taskId runId } pageInfo { endCursor hasNextPage } }`),
  'tasks, how many': push(`tasks(first: ${PAGE}, after: $after) { totalCount }`),
  'tasks, another list': push(`tasks(first: ${PAGE}, status: [ERROR], after: $after) { nodes { id } totalCount }`),
  'results, one half': push('tasks(first: 1, search: "task-0", after: $after) { nodes { id results { group status } } }'),
  'results, the other half': push('tasks(first: 1, search: "task-0", after: $after) { nodes { id results { group durationMs } } }'),
  'task runs, one half': push('tasks(first: 1, after: $after) { nodes { id classification { kind } } }'),
  'task runs, the other half': push('tasks(first: 1, after: $after) { nodes { id classification { note by } } }'),
  'groups, one half': push('groups(first: 9, after: $after) { nodes { name verdict origin { kind } configurations { configuration ok origin { kind } } } }'),
  'groups, the other half': push(`groups(first: 9, after: $after) {
    totalCount nodes { name failed classification { kind } origin { rule candidates { id } } configurations { configuration failed origin { rule } } taskRuns { id } }
  }`),
  'groups, another list': push('groups(first: 9, verdict: [PASS], after: $after) { nodes { name verdict } }'),
  'configurations, one half': push('configurations { configuration counts { ok } }'),
  'configurations, the other half': push('configurations { configuration counts { error } }'),
  'completion, one half': push('completion { expected reported }'),
  'completion, the other half': push('completion { pending complete }'),
  'comparison, one half': push('comparison(base: "ba5e") { fixed }'),
  'comparison, the other half': push('comparison(base: "ba5e") { newFailures base { id } }'),
  'not run, one half': push('notRun(against: EXPECTED, after: $after) { nodes }'),
  'not run, the other half': push('notRun(against: EXPECTED, after: $after) { totalCount pageInfo { hasNextPage } }'),
  'cache entry, one half': push('resultMap cacheEntry { key }'),
  'cache entry, the other half': push('cacheEntry { sizeBytes warmed }'),
  'statistics, one half': '{ cacheStatistics { hits misses } }',
  'statistics, the other half': '{ cacheStatistics { entries bytes } }',
  'pushes, one half': 'query ($repository: String!) { pushes(repository: $repository, first: 1) { nodes { id revision } } }',
  'pushes, the other half': 'query ($repository: String!) { pushes(repository: $repository, first: 1) { edges { cursor node { id stability } } pageInfo { hasNextPage } } }',
};

await run(async (address, revision, module) => {
  const warnings = [];
  for (const level of ['warn', 'error']) {
    console[level] = (...words) => {
      warnings.push(words.join(' '));
      process.stderr.write(`${words.join(' ')}\n`);
    };
  }

  const hasPolicies = module !== '-';
  const cache = hasPolicies ? (await import(pathToFileURL(module))).cache : new InMemoryCache();
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: `${address}/graphql`, useGETForQueries: true }) });
  const variables = { repository: 'autoland', revision };
  for (let task = 0; task < TASKS; task++) {
    const report = input(variables, `task-${task}`, { 'dom/passes.toml': 'OK', 'dom/fails.toml': 'ERROR' });
    await client.mutate({ mutation: gql(RECORD), variables: { input: report } });
  }

  await client.mutate({ mutation: gql(FACTS), variables: factsOf(variables) });
  const documents = Object.entries(queries).map(([name, text]) => [name, gql(text)]);
  for (const [, query] of documents) await client.query({ query, variables, fetchPolicy: 'network-only' });
  const isLost = ([, query]) => client.readQuery({ query, variables }) === null;
  print({ step: 'read', lost: documents.filter(isLost).map(([name]) => name), warnings: warnings.splice(0) });
  if (!hasPolicies) return;

  const query = gql(queries['tasks, the other half']);
  const tasks = () => client.readQuery({ query, variables }).push.tasks;
  for (let page = 1; page * PAGE < TASKS; page++) {
    await client.query({ query, variables: { ...variables, after: tasks().pageInfo.endCursor }, fetchPolicy: 'network-only' });
  }
  print({ step: 'pages', tasks: tasks().nodes.map((node) => node.taskId), hasNextPage: tasks().pageInfo.hasNextPage, warnings: warnings.splice(0) });

  await client.query({ query, variables, fetchPolicy: 'network-only' });
  print({ step: 'the first page again', tasks: tasks().nodes.map((node) => node.taskId) });

  await client.mutate({ mutation: gql(RECORD), variables: { input: input(variables, 'task-5', { 'dom/passes.toml': 'OK' }) } });
  await client.query({ query, variables, fetchPolicy: 'network-only' });
  print({ step: 'the first page after a report', tasks: tasks().nodes.map((node) => node.taskId), hasNextPage: tasks().pageInfo.hasNextPage });
});
