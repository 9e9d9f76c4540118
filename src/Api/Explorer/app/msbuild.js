// Run by Explorer.targets: node msbuild.js <output folder>. Silent unless something fails.
// Installs the packages when package-lock.json changed and builds when a source changed, one process at a time:
// two builds of the same checkout share node_modules, which npm ci deletes first.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const app = path.dirname(fileURLToPath(import.meta.url));
const output = path.resolve(process.argv[2] ?? path.join(app, 'dist'));

const release = await lock();
try {
  install();
  build();
} catch (error) {
  process.exitCode = 1;
  console.error(error.message);
} finally {
  release();
}

function install() {
  const stamp = path.join(app, 'node_modules', '.explorer-install');
  const wanted = hash(['package.json', 'package-lock.json'], `${process.platform} ${process.arch} ${process.version}`);
  if (read(stamp) !== wanted) {
    npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error');
    writeFileSync(stamp, wanted);
  }
}

function build() {
  const stamp = path.join(output, '.stamp');
  const wanted = hash([
    'index.html',
    'msbuild.js',
    'package-lock.json',
    'package.json',
    'vite.config.js',
    ...filesBelow('src'),
  ]);
  if (read(stamp) === wanted) {
    utimesSync(stamp, new Date(), new Date());
    return;
  }

  // The old output stays until the new one is complete.
  const fresh = `${output}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  npm('run', 'build', '--silent', '--', '--outDir', fresh, '--logLevel', 'warn');
  writeFileSync(path.join(fresh, '.stamp'), wanted);
  rmSync(output, { recursive: true, force: true });
  renameSync(fresh, output);
}

function npm(...args) {
  const windows = process.platform === 'win32';
  const result = spawnSync(windows ? 'npm.cmd' : 'npm', windows ? args.map((arg) => `"${arg}"`) : args, {
    cwd: app,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 1 << 26,
    shell: windows,
  });
  if (result.status !== 0) {
    const reason = result.error?.message ?? `exit code ${result.status ?? result.signal}`;
    const said = stripVTControlCharacters(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    throw new Error(`npm ${args.join(' ')} failed (${reason}):\n${said}`);
  }
}

function hash(names, ...extra) {
  const sum = createHash('sha256');
  for (const name of names) {
    sum.update(`${name}\0`).update(readFileSync(path.join(app, name))).update('\0');
  }
  return sum.update(extra.join('\0')).digest('hex');
}

function filesBelow(folder) {
  return readdirSync(path.join(app, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(app, path.join(entry.parentPath, entry.name)))
    .sort();
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function lock() {
  const file = path.join(tmpdir(), `explorer-${createHash('sha256').update(app).digest('hex').slice(0, 16)}.lock`);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (;;) {
      try {
        // Unlike creating it, linking makes the file appear with its content.
        linkSync(own, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') {
          throw error;
        }
      }
      const owner = read(file);
      if (owner !== undefined && !alive(Number(owner))) {
        rmSync(file, { force: true });
      }
      await delay(200);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
