import { CONTROL_CODES, type Line, type LineState } from './rules';

export interface SeededLine extends Line {
	number: string;
	about: string;
}

/** The lines that exist when the sandbox starts. The last two digits of the others are their code. */
export const SEEDED_LINES: readonly SeededLine[] = [
	{ number: '33612345678', type: 0, param: '', about: 'main line, off' },
	{ number: '33612345679', type: 0, param: '', about: 'on-call line, off' },
	{ number: '33612345680', type: 1, param: '+33698765432', about: 'forwarded to a mobile' },
	{ number: '33612345681', type: 2, param: 'office@example.com', about: 'on voicemail' },
	{ number: '262692123456', type: 0, param: '', about: 'line on Reunion Island, off' },
	...CONTROL_CODES.map((code): SeededLine => ({
		number: `336123456${String(code).padStart(2, '0')}`,
		type: 0,
		param: '',
		alwaysAnswers: code,
		about: `always answers code ${code}`,
	})),
];

/** `listed`: the seeded lines and those that were set; `any`: every number of 8 to 15 digits. */
export const LINES_MODES = ['listed', 'any'] as const;
export type LinesMode = (typeof LINES_MODES)[number];

export type Lines = ReturnType<typeof createLines>;

export function createLines(startMode: LinesMode) {
	const lines = new Map<string, Line>();
	let mode: LinesMode;

	/** Forgets every change. */
	function restart(newMode: LinesMode) {
		mode = newMode;
		lines.clear();
		if (mode === 'any') return;
		for (const { number, type, param, alwaysAnswers } of SEEDED_LINES) {
			lines.set(number, { type, param, ...(alwaysAnswers && { alwaysAnswers }) });
		}
	}

	restart(startMode);
	return {
		find(number: string): Line | undefined {
			const known = lines.get(number);
			if (known || mode === 'listed') return known;
			return /^\d{8,15}$/.test(number) ? { type: 0, param: '' } : undefined;
		},
		set(number: string, { type, param }: LineState): void {
			lines.set(number, { type, param });
		},
		list: () => [...lines].map(([number, line]) => ({ number, ...line })),
		restart,
	};
}
