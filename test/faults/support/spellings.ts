/** Finds a secret in whatever a run leaves behind, however it is spelled there. */
import { inspect, types } from 'node:util';

/** The spellings that a service, a log or an error may give a text. */
export function spellingsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const escapedUnits = Array.from({ length: secret.length }, (_, i) => {
		const unit = secret.charCodeAt(i);
		const isPlain = unit < 128 && unit > 31 && !'"\\'.includes(secret.charAt(i));
		return isPlain ? secret.charAt(i) : `\\u${unit.toString(16).padStart(4, '0')}`;
	}).join('');
	const json = JSON.stringify(secret).slice(1, -1);
	return [
		secret,
		json,
		json.replaceAll('/', '\\/'),
		escapedUnits,
		encodeURIComponent(secret),
		encodeURI(secret),
		new URLSearchParams({ k: secret }).toString().slice(2),
		Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
		secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
		Array.from(secret, (character) => `&#${character.codePointAt(0)};`).join(''),
		Array.from(secret, (character) => `&#x${character.codePointAt(0)?.toString(16)};`).join(''),
		bytes.toString('base64').replace(/=+$/, ''),
		bytes.toString('base64url'),
		bytes.toString('hex'),
	];
}

/**
 * Every text within a value: own keys and values, also those that are not enumerable, symbols, getters,
 * maps, sets and bytes, to any depth.
 */
function textsWithin(root: unknown): Set<string> {
	const texts = new Set<string>();
	const seen = new Set<object>();
	const left: unknown[] = [root];
	while (left.length > 0) {
		const value = left.pop();
		if (typeof value === 'string') texts.add(value);
		if (typeof value === 'symbol') texts.add(String(value));
		const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
		if (!isObject || seen.has(value)) continue;
		seen.add(value);
		if (types.isUint8Array(value)) {
			texts.add(Buffer.from(value).toString());
			continue;
		}
		if (value instanceof Map) left.push(...value.keys(), ...value.values());
		if (value instanceof Set) left.push(...value);
		for (const key of Reflect.ownKeys(value)) {
			left.push(key);
			try {
				left.push(Reflect.get(value, key));
			} catch {
				// A getter that throws gives nothing away.
			}
		}
	}
	return texts;
}

/** The texts that hold the secret in any spelling; upper and lower case count as the same. */
export function findSecret(secret: string, root: unknown): string[] {
	const needles = [...new Set(spellingsOf(secret))].map((needle) => needle.toLowerCase());
	const shown = inspect(root, {
		...{ depth: 20, showHidden: true },
		...{ maxArrayLength: null, maxStringLength: null },
	});
	return [...textsWithin(root), shown].filter((text) => {
		const lower = text.toLowerCase();
		return needles.some((needle) => lower.includes(needle));
	});
}
