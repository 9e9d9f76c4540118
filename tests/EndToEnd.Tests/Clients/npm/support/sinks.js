/** What graphql-ws and graphql-sse have in common: one subscribe for queries, mutations and subscriptions. */
export const overSubscribe = (subscribe, close) => ({
  execute: (query, variables) => new Promise((resolve, reject) => {
    let result;
    subscribe({ query, variables }, {
      next: (next) => { result = next; },
      complete: () => resolve({ data: result.data, errors: result.errors ?? [] }),
      error: (error) => errorsOf(error).then((errors) => (errors ? resolve({ errors }) : reject(error)), reject),
    });
  }),
  // The client connects again by itself. It writes the variables out each time, so they may change meanwhile.
  follow: (query, variables, onData, onFailure) => subscribe({ query, variables }, {
    next: ({ data, errors }) => (errors ? onFailure(errors) : onData(data)),
    complete: () => {},
    error: onFailure,
  }),
  close,
});

/** GraphQL errors come as a list over WebSocket; the SSE client hands out the whole response. */
async function errorsOf(error) {
  if (Array.isArray(error)) return error;
  return error.response ? (await error.response.json()).errors : undefined;
}
