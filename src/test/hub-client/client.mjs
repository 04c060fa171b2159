// Calls one function after the other of @huggingface/hub, as told on stdin, and writes what came of each: one JSON object a line.
import * as hub from "@huggingface/hub";
import { readFile, readdir } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";

console.debug = () => {};
let input = "";
for await (const piece of process.stdin) input += piece;
const { hubUrl, accessToken, calls } = JSON.parse(input);
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function folder(path) {
  const files = {};
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    files[file.slice(path.length + 1)] = digest(await readFile(file));
  }
  return files;
}

async function outcome(result) {
  if (result && typeof result[Symbol.asyncIterator] === "function") {
    const all = [];
    for await (const item of result) all.push(item);
    return all;
  }
  if (result instanceof Blob) return { size: result.size, sha256: digest(Buffer.from(await result.arrayBuffer())) };
  return result ?? null;
}

for (const { call, ...params } of calls) {
  const credentials = accessToken ? { accessToken } : {};
  let line;
  try {
    const result = await outcome(await hub[call]({ hubUrl, ...credentials, ...params }));
    line = { ok: call === "snapshotDownload" ? { files: await folder(result), path: result } : result };
  } catch (error) {
    line = { error: error.message, status: error.statusCode ?? 0, type: error.constructor.name };
  }
  process.stdout.write(JSON.stringify(line, (_, value) => typeof value === "bigint" ? Number(value) : value) + "\n");
}
