import type { Mode } from '../forwarding';

/** The API's `type` for each mode (vendor page "Manage Call Forwarding", table Parameters). */
export const TYPE_OF_MODE = {
	disabled: 0,
	callForwarding: 1,
	voicemail: 2,
} as const satisfies Record<Mode, number>;

const MODES = Object.keys(TYPE_OF_MODE) as Mode[];

/** The mode behind a `type` of the API: 0, 1 or 2, as a number or as text; undefined for anything else. */
export function modeOfType(type: unknown): Mode | undefined {
	if (typeof type !== 'number' && typeof type !== 'string') return undefined;
	return MODES.find((mode) => String(TYPE_OF_MODE[mode]) === String(type));
}
