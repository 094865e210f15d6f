// Reads a list of Mermaid texts in JSON on standard input, and prints what Mermaid finds in each.
// The folder with `node_modules` is the first argument.
import { readFileSync } from "node:fs";

const packages = `${process.argv[2]}/node_modules`;
const { JSDOM } = await import(`${packages}/jsdom/lib/api.js`);
const dom = new JSDOM("");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const mermaid = (await import(`${packages}/mermaid/dist/mermaid.core.mjs`)).default;

function plain(text) {
  // Mermaid keeps entities under signs of its own while it reads.
  return text.replace(/ﬂ°°/g, "&#").replace(/ﬂ°/g, "&").replace(/¶ß/g, ";");
}

async function found(text) {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const nodes = [...db.getVertices().values()].map((node) => ({
    id: node.id,
    text: plain(node.text ?? ""),
    type: node.type ?? "",
    classes: node.classes,
    link: node.link ?? null,
  }));
  const edges = db.getEdges().map((edge) => [edge.start, edge.end, edge.text, edge.type]);
  return { nodes, edges };
}

const answers = [];
for (const text of JSON.parse(readFileSync(0, "utf-8"))) {
  try {
    answers.push(await found(text));
  } catch (error) {
    answers.push({ fault: String(error.message ?? error).slice(0, 300) });
  }
}
console.log(JSON.stringify(answers));
