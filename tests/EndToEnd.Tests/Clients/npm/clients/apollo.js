import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { retryPause } from '../support/connect.js';

globalThis.WebSocket ??= WebSocket; // Apollo takes it for granted when it looks at an error.

export default ({ http, ws }) => {
  // A loss is handed to the subscriber, who subscribes again with the last cursor.
  const socket = createClient({ url: ws, retryAttempts: 0 });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: http }),
    ),
  });

  return {
    async execute(document, variables) {
      const operation = gql(document);
      const isMutation = operation.definitions[0].operation === 'mutation';
      const { data, error } = isMutation
        ? await client.mutate({ mutation: operation, variables, errorPolicy: 'all' })
        : await client.query({ query: operation, variables, errorPolicy: 'all' });
      if (error && !CombinedGraphQLErrors.is(error)) throw error;
      return { data, errors: error?.errors ?? [] };
    },
    follow(document, variables, onData, onFailure) {
      let subscription;
      let stopped = false;
      const lost = async (error) => {
        if (CombinedGraphQLErrors.is(error)) return onFailure(error);
        await retryPause();
        if (!stopped) start();
      };
      const start = () => {
        const query = { query: gql(document), variables: { ...variables }, fetchPolicy: 'no-cache' };
        subscription = client.subscribe(query).subscribe({
          next: ({ data, error }) => (error ? lost(error) : onData(data)),
          error: lost,
        });
      };
      start();
      return () => {
        stopped = true;
        subscription.unsubscribe();
      };
    },
    close() {
      client.stop();
      return socket.dispose();
    },
  };
};
