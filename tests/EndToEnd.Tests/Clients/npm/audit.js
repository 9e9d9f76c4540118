// Prints what each of graphql-http's audits of GraphQL over HTTP says of the service: node audit.js ADDRESS
import { serverAudits } from 'graphql-http';
import { print, run } from './support/script.js';

await run(async (address) => {
  for (const audit of serverAudits({ url: `${address}/graphql` })) {
    const { status, reason } = await audit.fn();
    print({ id: audit.id, name: audit.name, status, reason });
  }
});
