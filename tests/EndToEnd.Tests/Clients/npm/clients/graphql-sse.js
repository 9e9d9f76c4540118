import { createClient } from 'graphql-sse';
import { retryPause } from '../support/connect.js';
import { overSubscribe } from '../support/sinks.js';

/** A connection for each operation. */
export default ({ http, retries }) => create(http, retries, false);

export function create(url, retryAttempts, singleConnection) {
  const client = createClient({ url, singleConnection, retryAttempts, retry: retryPause, fetchFn: fetchWhole });
  return overSubscribe((request, sink) => client.subscribe(request, sink), () => client.dispose());
}

/** The client lets go of a refusal before anyone can read it; here it is read first. */
async function fetchWhole(url, init) {
  const response = await fetch(url, init);
  return response.ok ? response : new Response(await response.text(), response);
}
