// Decides the questions that `policy world` has printed by Cedar's own WebAssembly build, from the texts of the policy folder alone, and compares.
//   node other-opinion.mjs FOLDER QUESTIONS
// Prints {"questions","outcomes","differ","examples"} and ends with 1 if an answer differs.
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs');
const [folder, questions] = process.argv.slice(2);
const SCHEMA = 'schema';

const must = (answer, what) => {
  if (answer.type === 'failure') throw new Error(`${what}: ${JSON.stringify(answer.errors)}`);
  return answer;
};

must(cedar.preparseSchema(SCHEMA, readFileSync(join(folder, 'schema.cedarschema'), 'utf8')), 'schema');

const loaded = new Map();
function load(action) {
  if (!loaded.has(action)) {
    const file = join(folder, `${action}.cedar`);
    const named = {};
    if (existsSync(file)) {
      const parts = must(cedar.policySetTextToParts(readFileSync(file, 'utf8')), file);
      for (const text of parts.policies) named[must(cedar.policyToJson(text), file).json.annotations.id] = text;
    }
    must(cedar.preparsePolicySet(action, { staticPolicies: named }), file);
    loaded.set(action, existsSync(file));
  }
  return loaded.get(action);
}

function decide({ principal, action, resource, context, entities }) {
  if (!load(action.id)) return { outcome: 'deny', kind: 'no-file', policies: [] };
  const answer = cedar.statefulIsAuthorized({
    principal, action, resource, context, entities,
    preparsedPolicySetId: action.id, preparsedSchemaName: SCHEMA, validateRequest: true,
  });
  if (answer.type === 'failure') return { outcome: 'deny', kind: 'outside-schema', policies: [] };
  const { decision, diagnostics } = answer.response;
  // The decision point denies whenever a policy fails, and then names the policies that failed.
  if (diagnostics.errors.length > 0) {
    return { outcome: 'deny', kind: 'failed', policies: [...new Set(diagnostics.errors.map((each) => each.policyId))].sort() };
  }
  return { outcome: decision === 'allow' ? 'permit' : 'deny', kind: 'decided', policies: [...diagnostics.reason].sort() };
}

function kindOf(reasons) {
  if (reasons.includes('unknown-action')) return 'no-file';
  if (reasons.includes('request-not-in-schema')) return 'outside-schema';
  return reasons.includes('evaluator-error') ? 'failed' : 'decided';
}

const result = { questions: 0, outcomes: {}, differ: 0, examples: [] };
for (const line of readFileSync(questions, 'utf8').split('\n').filter(Boolean)) {
  const question = JSON.parse(line);
  const other = decide(question);
  const { outcome, reasons, policies } = question.decided;
  const own = { outcome, kind: kindOf(reasons), policies };
  result.questions += 1;
  const name = `${own.outcome} ${own.kind}`;
  result.outcomes[name] = (result.outcomes[name] ?? 0) + 1;
  if (JSON.stringify(own) !== JSON.stringify(other)) {
    result.differ += 1;
    if (result.examples.length < 5) result.examples.push({ question: line, other });
  }
}
console.log(JSON.stringify(result));
process.exit(result.differ === 0 ? 0 : 1);
