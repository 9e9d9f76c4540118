export const RECORD = `
  mutation Record($input: RecordGroupResultsInput!) {
    recordGroupResults(input: $input) { changed accepted push { version } }
  }`;

export const READ = `
  query Read($repository: String!, $revision: String!) {
    push(repository: $repository, revision: $revision) { id version counts { ok error } resultMap }
  }`;

/** There is no such field. */
export const INVALID = 'query Invalid { nonsense }';

const CHANGE = `
  cursor version reset resultMap
  counts { taskRuns groups ok error skip unsupported }
  taskRuns { taskId runId results { group status } }`;

export const CHANGES = `
  query Changes($repository: String!, $revision: String!) {
    push(repository: $repository, revision: $revision) { id changes { ${CHANGE} } }
  }`;

export const UPDATED = `
  subscription Updated($repository: String!, $revision: String!, $since: String) {
    pushUpdated(repository: $repository, revision: $revision, since: $since) { ${CHANGE} }
  }`;
