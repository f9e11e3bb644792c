// Runs the mutation tests, and fails where too few mutants are killed or docs/reliability.md does not
// explain each survivor. Arguments limit them to some files: npm run test:mutation -- 'nodes/**/batch.ts'
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Stryker } from '@stryker-mutator/core';

const DOCUMENT = 'docs/reliability.md';
/** How far the number of mutants may be from the one in the document, which is about right then. */
const TOLERANCE = 0.05;

const files = process.argv.slice(2);
const startedAt = Date.now();
const mutants = await new Stryker(files.length > 0 ? { mutate: files } : {}).runMutationTest();

const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
const [killed, timedOut] = [count('Killed'), count('Timeout')];
const survivors = mutants.filter(({ status }) => ['Survived', 'NoCoverage'].includes(status));
const total = killed + timedOut + survivors.length;

const documented = readFileSync(new URL(`../${DOCUMENT}`, import.meta.url), 'utf8');
const names = survivors.map(nameOf);
for (const name of new Set(names)) {
	const survived = names.filter((each) => each === name).length;
	const explained = documented.split(name).length - 1;
	if (survived <= explained) continue;
	console.log(`${DOCUMENT} explains ${explained} of ${survived}: ${name}`);
	process.exitCode = 1;
}

const said = Number(/(\d[\d ]*) mutants/.exec(documented)?.[1].replaceAll(' ', ''));
if (files.length === 0 && !(Math.abs(said - total) <= total * TOLERANCE)) {
	console.log(`${DOCUMENT} speaks of ${said} mutants.`);
	process.exitCode = 1;
}

const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
const score = ((100 * (killed + timedOut)) / total).toFixed(2);
console.log(
	`${total} mutants: ${killed} killed, ${timedOut} ran out of time, ${survivors.length} survived. Score ${score} % in ${minutes} minutes.`,
);

/** How the document names a survivor: the code before and after. Lines and columns count from 1. */
function nameOf({ fileName, location: { start, end }, replacement }) {
	const code = readFileSync(fileName, 'utf8')
		.split('\n')
		.slice(start.line - 1, end.line);
	code.push(code.pop().slice(0, end.column - 1));
	code.unshift(code.shift().slice(start.column - 1));
	return `${basename(fileName)}: ${quoted(code.join(' '))} as ${quoted(replacement)}`;
}

function quoted(code) {
	const text = code.replace(/\s+/g, ' ');
	return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
