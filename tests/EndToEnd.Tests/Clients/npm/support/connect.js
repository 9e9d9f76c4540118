/**
 * A client by its name:
 * execute(document, variables) gives { data, errors }, the errors as the client hands them out;
 * follow(document, variables, onData, onFailure) subscribes, again after each loss, and gives a function that stops.
 */
export async function connect(name, address, { retries = 0 } = {}) {
  const { default: create } = await import(`../clients/${name}.js`);
  return create({ http: `${address}/graphql`, ws: `${address.replace(/^http/, 'ws')}/graphql`, retries });
}

/** How long a client waits before it tries again, in place of its seconds. */
export const retryPause = () => new Promise((resolve) => setTimeout(resolve, 50));
