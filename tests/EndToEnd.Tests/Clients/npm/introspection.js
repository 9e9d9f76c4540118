// Prints the schema as graphql-js understands it, by introspection with all its options and by its text: node introspection.js ADDRESS
import { buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';
import { print, run } from './support/script.js';

const options = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };
const textOf = (schema) => printSchema(lexicographicSortSchema(schema));

await run(async (address) => {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery(options) }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  print({ by: 'introspection', schema: textOf(buildClientSchema(data)) });
  print({ by: 'text', schema: textOf(buildSchema(await (await fetch(`${address}/graphql?sdl`)).text())) });
});
