// Generates what a folder's .graphqlrc.yml says, as the command graphql-codegen does, and compiles the folder's TypeScript strictly:
// node codegen.js FOLDER
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildSchema, isScalarType, isSpecifiedScalarType, parse } from 'graphql';
import ts from 'typescript';
import { parse as parseYaml } from 'yaml';
import { print, run } from './support/script.js';

const pluginMap = { 'typed-document-node': typedDocumentNode, 'typescript-operations': typescriptOperations };

await run(async (folder) => {
  const read = (path) => readFile(join(folder, path), 'utf8');
  const { schema: schemaPath, documents: pattern, extensions } = parseYaml(await read('.graphqlrc.yml'));
  const sdl = await read(schemaPath);
  const files = (await readdir(folder, { recursive: true })).filter((path) => matchesGlob(path, pattern));
  const documents = await Promise.all(files.map(async (path) => ({ location: path, document: parse(await read(path)) })));
  for (const [filename, { plugins, config }] of Object.entries(extensions.codegen.generates)) {
    const custom = Object.values(buildSchema(sdl).getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
    print({ step: 'scalars', schema: custom.map((type) => type.name).sort(), config: Object.keys(config.scalars).sort() });
    const used = plugins.map((name) => ({ [name]: {} }));
    await writeFile(join(folder, filename), await codegen({ filename, schema: parse(sdl), documents, config, plugins: used, pluginMap }));
  }

  const sources = (await readdir(folder, { recursive: true })).filter((path) => path.startsWith('src') && path.endsWith('.ts')).map((path) => join(folder, path));
  const options = { strict: true, noEmit: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, skipLibCheck: true };
  const faults = ts.getPreEmitDiagnostics(ts.createProgram(sources, options));
  print({ step: 'compiled', faults: faults.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`) });
});
