// The explorer's first tabs: the questions of docs/questions.md, filled in for the newest push.
import followThePush from './questions/followThePush.graphql?raw';
import isItFlaky from './questions/isItFlaky.graphql?raw';
import isItNew from './questions/isItNew.graphql?raw';
import newestPushes from './questions/newestPushes.graphql?raw';
import sinceWhen from './questions/sinceWhen.graphql?raw';
import whatChanged from './questions/whatChanged.graphql?raw';
import whatHasNotRun from './questions/whatHasNotRun.graphql?raw';
import whatIsBroken from './questions/whatIsBroken.graphql?raw';
import whatIsKnown from './questions/whatIsKnown.graphql?raw';

const ofPush = [whatIsBroken, isItNew, whatChanged, whatHasNotRun];
const ofGroup = [isItFlaky, sinceWhen];
const waitMs = 5000;

/** The example tabs; none if the browser has tabs from earlier. */
export async function exampleTabs(storage) {
  if (storage.getItem('graphiql:tabState')) return undefined;
  const { repository, revision, group } = await newestSubject();
  const tab = (variables) => (query) => ({ query, variables: JSON.stringify(variables, null, 2) });
  return [
    { query: newestPushes.replace('"autoland"', JSON.stringify(repository)) }, // GraphiQL does not show variables of the first default tab.
    ...ofPush.map(tab({ repository, revision })),
    ...ofGroup.map(tab({ repository, group })),
    ...[whatIsKnown, followThePush].map(tab({ repository, revision })),
  ];
}

/** The newest push and its first failing group. What there is none of, or what needs a token, is left for users to fill in. */
async function newestSubject() {
  const subject = { repository: 'autoland', revision: '', group: '' };
  try {
    const { repositories } = await ask('{ repositories { name lastActivityAt pushes(first: 1, orderBy: ACTIVITY) { nodes { revision } } } }');
    const [newest] = repositories.sort((one, other) => Date.parse(other.lastActivityAt) - Date.parse(one.lastActivityAt));
    if (!newest) return subject;
    subject.repository = newest.name;
    subject.revision = newest.pushes.nodes[0].revision;
    const { push } = await ask(
      `query ($repository: String!, $revision: String!) {
        push(repository: $repository, revision: $revision) { groups(first: 1) { nodes { name } } }
      }`,
      subject,
    );
    subject.group = push.groups.nodes[0]?.name ?? '';
  } catch {
    // The explorer is of use without examples.
  }
  return subject;
}

async function ask(query, variables) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(waitMs),
  });
  return (await response.json()).data;
}
