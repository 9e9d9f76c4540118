// The explorer's first tabs: the questions of docs/questions.md, filled in for the newest push.
import followThePush from './questions/followThePush.graphql?raw';
import isItNew from './questions/isItNew.graphql?raw';
import newestPushes from './questions/newestPushes.graphql?raw';
import whatChanged from './questions/whatChanged.graphql?raw';
import whatHasNotRun from './questions/whatHasNotRun.graphql?raw';
import whatIsBroken from './questions/whatIsBroken.graphql?raw';
import whatIsKnown from './questions/whatIsKnown.graphql?raw';

const repository = 'autoland';
const newestPush = `query ($repository: String!) { pushes(repository: $repository, first: 1) { nodes { revision } } }`;
const waitMs = 5000;

/** The example tabs; none if the browser has tabs from earlier. */
export async function exampleTabs(storage) {
  if (storage.getItem('graphiql:tabState')) return undefined;
  const variables = JSON.stringify({ repository, revision: await newestRevision() }, null, 2);
  return [
    { query: newestPushes }, // GraphiQL does not show the variables of the first default tab.
    ...[whatIsBroken, isItNew, whatChanged, whatHasNotRun, whatIsKnown, followThePush].map((query) => ({ query, variables })),
  ];
}

/** Empty for users to fill in if there is no push, or if reads need a token. */
async function newestRevision() {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: newestPush, variables: { repository } }),
      signal: AbortSignal.timeout(waitMs),
    });
    return (await response.json()).data?.pushes.nodes[0]?.revision ?? '';
  } catch {
    return '';
  }
}
