import { ClientError, GraphQLClient } from 'graphql-request';

export default ({ http }) => {
  const client = new GraphQLClient(http);
  return {
    async execute(document, variables) {
      try {
        return { data: await client.request(document, variables), errors: [] };
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        return { errors: error.response.errors };
      }
    },
    close() {},
  };
};
