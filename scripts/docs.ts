/**
 * Writes what is generated in the documents: the tables of codes from the code, the examples of output
 * from n8n's engine. With `--check` it writes nothing, and fails where they are out of date.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { closeEngine } from '../test/engine/harness';
import { engineOutputs } from './docs/outputs';
import { codeTable, tableOf } from './docs/tables';

async function documents(): Promise<Record<string, Record<string, string>>> {
	const { success, ...bySetting } = await engineOutputs();
	return {
		'README.md': { success },
		'docs/output.md': bySetting,
		'docs/control-codes.md': {
			codes: codeTable(),
			validation: tableOf('validation'),
			transport: tableOf('transport'),
		},
	};
}

/** Puts a text between `<!-- generated: NAME -->` and `<!-- end -->`. */
function fill(document: string, name: string, text: string): string {
	const [before, rest] = document.split(`<!-- generated: ${name} -->\n`);
	if (rest === undefined) throw new Error(`A document lacks the generated region ${name}`);
	const end = rest.indexOf('<!-- end -->');
	return `${before}<!-- generated: ${name} -->\n\n${text}\n\n${rest.slice(end)}`;
}

async function main(): Promise<void> {
	const isCheck = process.argv.includes('--check');
	const changed: string[] = [];
	for (const [name, texts] of Object.entries(await documents())) {
		const file = join(__dirname, '..', name);
		const before = await readFile(file, 'utf8');
		let after = before;
		for (const [region, text] of Object.entries(texts)) after = fill(after, region, text);
		after = await format(after, { ...(await resolveConfig(file)), filepath: file });
		if (before === after) continue;
		changed.push(name);
		if (!isCheck) await writeFile(file, after);
	}
	if (changed.length === 0) console.log('The documents are up to date.');
	else if (isCheck) console.error(`Out of date: ${changed.join(', ')}. Write them: npm run docs`);
	else console.log(`Written: ${changed.join(', ')}`);
	process.exitCode = isCheck && changed.length > 0 ? 1 : 0;
}

main()
	.catch((error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	})
	.finally(closeEngine);
