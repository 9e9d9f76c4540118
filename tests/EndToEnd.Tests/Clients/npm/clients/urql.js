import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { retryPause } from '../support/connect.js';

export default ({ http, ws }) => {
  // A loss is handed to the subscriber, who subscribes again with the last cursor.
  const socket = createClient({ url: ws, webSocketImpl: WebSocket, retryAttempts: 0 });
  const overSocket = subscriptionExchange({
    forwardSubscription: (request) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe(request, sink) }),
    }),
  });
  return urqlClient(new Client({ url: http, exchanges: [cacheExchange, fetchExchange, overSocket] }), () => socket.dispose());
};

export function urqlClient(client, close) {
  return {
    async execute(document, variables) {
      const { data, error } = document.includes('mutation ')
        ? await client.mutation(document, variables)
        : await client.query(document, variables);
      if (error?.networkError) throw error.networkError;
      return { data, errors: error?.graphQLErrors ?? [] };
    },
    follow(document, variables, onData, onFailure) {
      let subscription;
      let stopped = false;
      const lost = async () => {
        await retryPause();
        if (!stopped) start();
      };
      const start = () => {
        subscription = client.subscription(document, { ...variables }).subscribe(({ data, error }) => {
          if (error?.networkError) lost();
          else if (error) onFailure(error);
          else onData(data);
        });
      };
      start();
      return () => {
        stopped = true;
        subscription.unsubscribe();
      };
    },
    close,
  };
}
