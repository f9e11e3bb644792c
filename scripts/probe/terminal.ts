/** Talks with the person. All of it goes to stderr, so that stdout has the report alone. */
import { createInterface } from 'node:readline/promises';
import { Writable, type Readable } from 'node:stream';

export interface Terminal {
	/** Whether there is a person to ask. */
	isInteractive: boolean;
	say(text: string): void;
	/** The answer without whitespace around it; empty where there is none. */
	ask(question: string): Promise<string>;
	/** The same, and what is typed is not shown. */
	askSecretly(question: string): Promise<string>;
}

/** @param interruption aborted by Ctrl-C, which a terminal passes on as a character while it is read */
export function createTerminal(
	input: Readable & { isTTY?: boolean },
	output: Writable & { isTTY?: boolean },
	interruption: AbortController,
): Terminal {
	async function ask(question: string, echo: Writable): Promise<string> {
		const { signal } = interruption;
		const lines = createInterface({ input, output: echo, terminal: true });
		// Ctrl-D ends the input: no answer.
		const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
		lines.once('SIGINT', () => interruption.abort());
		try {
			const answer = await Promise.race([lines.question(question, { signal }), ended]);
			return answer.trim();
		} finally {
			lines.close();
		}
	}

	return {
		isInteractive: input.isTTY === true && output.isTTY === true,
		say: (text) => void output.write(`${text}\n`),
		ask: async (question) => await ask(question, output),
		async askSecretly(question) {
			const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
			output.write(question);
			const answer = await ask('', nowhere);
			output.write('\n');
			return answer;
		},
	};
}
