import type { IExecuteFunctions } from 'n8n-workflow';

/** The fields that hold what one item asks for. */
export type ParameterName =
	| 'virtualNumber'
	| 'mode'
	| 'forwardingNumber'
	| 'notificationEmail'
	| 'modeValue'
	| 'destination'
	| 'options';

/** Gives one item's parameter as the workflow resolved it: anything can be in it. */
export type ReadParameter = (name: ParameterName) => unknown;

/** Stands in place of a parameter whose expression failed. */
export class Unreadable {
	constructor(readonly cause: string) {}
}

/**
 * Makes the function that reads an item's parameters; an expression that fails gives an
 * {@link Unreadable}. What holds no expression is the same for every item, and is read once.
 */
export function parameterReaders(context: IExecuteFunctions): (itemIndex: number) => ReadParameter {
	const { parameters } = context.getNode();
	const fixed = new Map<ParameterName, unknown>();
	return (itemIndex) => (name) => {
		if (fixed.has(name)) return fixed.get(name);
		const value = readParameter(context, name, itemIndex);
		if (isFixed(parameters[name])) fixed.set(name, value);
		return value;
	};
}

function readParameter(context: IExecuteFunctions, name: ParameterName, itemIndex: number) {
	try {
		return context.getNodeParameter(name, itemIndex, name === 'options' ? {} : '');
	} catch (error) {
		return new Unreadable(error instanceof Error ? error.message : 'unknown cause');
	}
}

/** Whether a stored value holds no expression, which begins with `=`. */
function isFixed(stored: unknown): boolean {
	return stored !== undefined && !JSON.stringify(stored).includes('"=');
}
