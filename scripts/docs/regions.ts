/** A document with a place that nothing is generated for, or the other way round. */
export class RegionError extends Error {}

const REGION = /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(\n<!-- end -->)/g;

/**
 * Puts the generated texts into a document, each between `<!-- generated: NAME -->` and
 * `<!-- end -->`.
 */
export function fillRegions(document: string, texts: Record<string, string>): string {
	const seen = new Set<string>();
	const filled = document.replace(REGION, (_region, begin: string, name: string, end: string) => {
		const text = texts[name];
		if (text === undefined) throw new RegionError(`Nothing is generated for ${name}`);
		seen.add(name);
		return `${begin}\n${text}\n${end}`;
	});
	const missing = Object.keys(texts).filter((name) => !seen.has(name));
	if (missing.length > 0) throw new RegionError(`No place for ${missing.join(', ')}`);
	return filled;
}
