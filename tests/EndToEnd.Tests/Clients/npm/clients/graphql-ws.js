import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { retryPause } from '../support/connect.js';
import { overSubscribe } from '../support/sinks.js';

export default ({ ws, retries }) => {
  const client = createClient({
    url: ws,
    webSocketImpl: WebSocket,
    retryAttempts: retries,
    retryWait: retryPause,
    shouldRetry: () => true, // Also where no connection came about.
  });
  return overSubscribe((request, sink) => client.subscribe(request, sink), () => client.dispose());
};
