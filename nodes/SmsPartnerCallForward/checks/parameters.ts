import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

const OPTION = 'options.';

/** The fields and options that hold what one item asks for. */
export type ParameterName =
	| 'virtualNumber'
	| 'mode'
	| 'forwardingNumber'
	| 'notificationEmail'
	| 'modeValue'
	| 'destination'
	// Each option is read by itself, so that another one's failed expression does not matter.
	| `${typeof OPTION}${string}`;

/**
 * Gives one item's parameter as the workflow resolved it: anything can be in it.
 *
 * @param ifAbsent for a parameter that the node does not have, not for an expression that gives nothing
 */
export type ReadParameter = (name: ParameterName, ifAbsent?: unknown) => unknown;

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
	// n8n would not look into such an expression, and give what stands for an absent option.
	const isAnyOptionLost = typeof parameters['options'] === 'string';
	const fixed = new Map<ParameterName, unknown>();
	return (itemIndex) =>
		(name, ifAbsent = '') => {
			if (fixed.has(name)) return fixed.get(name);
			if (isAnyOptionLost && name.startsWith(OPTION)) {
				return new Unreadable("'Options' as a whole takes no expression, but each option does");
			}
			try {
				const value: unknown = context.getNodeParameter(name, itemIndex, ifAbsent);
				if (isFixed(storedValue(parameters, name))) fixed.set(name, value);
				return value;
			} catch (error) {
				return new Unreadable(error instanceof Error ? error.message : 'unknown cause');
			}
		};
}

/** What stands in the node for a parameter: null for an option that nobody added. */
function storedValue(parameters: IDataObject, name: ParameterName): unknown {
	const { options } = parameters;
	if (!name.startsWith(OPTION) || options === undefined) return parameters[name];
	const added: IDataObject = Object(options);
	return added[name.slice(OPTION.length)] ?? null;
}

/** Whether a stored value holds no expression, which begins with `=`. */
function isFixed(stored: unknown): boolean {
	return stored !== undefined && !JSON.stringify(stored).includes('"=');
}
