/** What is generated and what the documents have do not go together. The text says what is missing where. */
export class DocumentError extends Error {}

const REGION = /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(\n<!-- end -->)/g;

/**
 * Puts the generated texts into a document, each between `<!-- generated: NAME -->` and
 * `<!-- end -->`.
 *
 * @param name of the document, for a person
 */
export function fillRegions(name: string, document: string, texts: Record<string, string>): string {
	const seen = new Set<string>();
	const filled = document.replace(REGION, (_region, begin: string, region: string, end: string) => {
		const text = texts[region];
		if (text === undefined) {
			throw new DocumentError(`${name}: nothing is generated for the region ${region}`);
		}
		seen.add(region);
		return `${begin}\n${text}\n${end}`;
	});
	const missing = Object.keys(texts).filter((region) => !seen.has(region));
	if (missing.length > 0)
		throw new DocumentError(`${name}: the region ${missing.join(', ')} is missing`);
	return filled;
}
