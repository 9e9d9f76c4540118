// The changes from one schema to another, as graphql-inspector judges them: node schema-changes.js BEFORE AFTER
// Two rules beside its own: descriptions do not count, and what was deprecated before may be removed.
import { readFile } from 'node:fs/promises';
import { diff, DiffRule } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { print, run } from './support/script.js';

const rules = [DiffRule.ignoreDescriptionChanges, DiffRule.suppressRemovalOfDeprecatedField];

await run(async (...files) => {
  const [before, after] = await Promise.all(files.slice(0, 2).map(async (file) => buildSchema(await readFile(file, 'utf8'))));
  for (const { criticality, path, message } of await diff(before, after, rules)) print({ level: criticality.level, path, message });
});
