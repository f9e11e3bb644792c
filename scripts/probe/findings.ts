/** What the API's answers mean, question by question. */
export type Reply =
	| {
			kind: 'accepted' | 'refused';
			text: string;
			code: number | null;
			status: number;
			codeType: string;
	  }
	| { kind: 'limit'; text: string; code: null; retryAfterMs: number }
	/** notSent: it never left. unknown: it may have taken effect. */
	| { kind: 'notSent' | 'unknown'; text: string; code: null };

export interface Evidence {
	/** What was asked for: a title in the plan. */
	title: string;
	reply: Reply;
}

export interface Finding {
	question: string;
	answer: string;
	/** What follows for the node and its users. */
	meaning: string;
	seen: Evidence[];
}

export const OTHER_PHONE = 'another phone, on a phone';

/** By the table on the vendor's page. */
const CODE_OF: Record<string, number> = {
	'no API key': 10,
	'a wrong API key': 10,
	'no number': 5,
	'a number that is not in the account': 13,
	'no type': 6,
	'type 3': 7,
	'type "1" as text': 7,
	'no phone': 8,
	'a phone that is no number': 12,
	'an email that is none': 9,
};

type Said = Pick<Finding, 'answer' | 'meaning'>;
const say = (answer: string, meaning: string): Said => ({ answer, meaning });
const NOT_CLEAR = say('not clear', 'The evidence does not tell.');

/** @param rang '1' where the first phone rang after the other one was asked for, '2' where the other did */
export function findings(evidence: Evidence[], rang: string): Finding[] {
	/** 'success' or the code of the answer; undefined where there is none. */
	const outcomeOf = (title: string) => {
		const one = evidence.find((it) => it.title === title && it.reply.kind !== 'limit');
		return one && (one.reply.kind === 'accepted' ? 'success' : (one.reply.code ?? undefined));
	};
	const isOn = (title: string) => outcomeOf(title) === 16 || outcomeOf(title) === 17;
	const isSet = (title: string) => outcomeOf(title) === 'success';
	const finding = (question: string, titles: string[], said: Said): Finding => ({
		...{ question, ...said },
		seen: evidence.filter(({ title, reply }) => titles.includes(title) && reply.kind !== 'limit'),
	});
	const titlesWith = (start: string) =>
		[...new Set(evidence.map(({ title }) => title))].filter((title) => title.startsWith(start));

	const same = ['the same phone again', 'the same voicemail again'];
	const other = [OTHER_PHONE, 'a phone, on voicemail'];
	const bad = ['a phone that is no number, on a phone', 'an email that is none, on voicemail'];
	const numbers = titlesWith('off, number as');
	const phones = titlesWith('a phone as');

	return [
		finding('When do 16 and 17 ("already enabled") come?', [...same, ...other], alreadyOn()),
		finding('Which phone rings when another one was asked for?', [OTHER_PHONE], whichRang()),
		finding('Is a bad destination refused before 16 and 17, or after them?', bad, order()),
		finding('What does "off" give on a line that is off?', ['off again'], offAgain()),
		finding('Which spellings of the virtual number are taken?', numbers, numberSpellings()),
		finding('Which spellings of the phone are taken?', phones, spellings(phones, 'success')),
		finding('What do answers look like?', [], looks()),
		finding('Is there a limit of requests?', [], limit()),
		...Object.entries(CODE_OF).map(([title, code]) =>
			finding(`Which code has ${title}?`, [title], refusal(outcomeOf(title), code)),
		),
	];

	function alreadyOn(): Said {
		if (![...same, ...other].every((title) => isOn(title) || isSet(title))) return NOT_CLEAR;
		if ([...same, ...other].every(isOn)) {
			return say(
				'for every set on a line that is on',
				'If Already Set: choose *Replace*, and *Keep* only where a line always gets the same destination. (The sandbox as it is: `alreadyOn`.)',
			);
		}
		if (same.every(isOn) && other.every(isSet)) {
			return say(
				'only where the line is set as asked',
				'If Already Set: *Keep* is right, and *Replace* is not needed. (Sandbox: `sameDestination`.)',
			);
		}
		if ([...same, ...other].every(isSet)) {
			return say('never', 'If Already Set matters for Disabled at most. (Sandbox: `overwrite`.)');
		}
		return say(
			'in a way of its own',
			'If Already Set: *Replace* is the safe choice. Please report it.',
		);
	}

	function whichRang(): Said {
		if (rang !== '1' && rang !== '2') return say('not clear', 'Nobody called.');
		const isTrue = isSet(OTHER_PHONE) === (rang === '2');
		return say(
			rang === '2' ? 'the other: it was changed' : 'the first: it was kept',
			isTrue ? 'As the node says.' : 'What the node says is not true here. Please report it.',
		);
	}

	function order(): Said {
		if (bad.some(isSet)) return say('neither: it is accepted', 'Please report it.');
		if (bad.every(isOn)) {
			return say(
				'after them',
				'*Replace* with a bad destination takes a working line down. (Sandbox: `afterState`.)',
			);
		}
		if (bad.some((title) => isOn(title) || outcomeOf(title) === undefined)) return NOT_CLEAR;
		return say(
			'before them',
			'*Replace* with a bad destination leaves the line as it is. (The sandbox as it is: `beforeState`.)',
		);
	}

	function offAgain(): Said {
		if (isSet('off again')) return say('a success', 'Disabled is always `applied`.');
		if (outcomeOf('off again') !== 18) return NOT_CLEAR;
		return say('code 18', 'With *Keep* and *Replace* it is `unchanged`, with *Error* it fails.');
	}

	/** Taken is what is answered as the plain digits are, unless a stranger's number is, too. */
	function numberSpellings(): Said {
		const plain = outcomeOf('off again');
		const isTelling = plain !== outcomeOf('a number that is not in the account');
		return plain !== undefined && isTelling ? spellings(numbers, plain) : NOT_CLEAR;
	}

	function spellings(titles: string[], taken: string | number): Said {
		const verdicts = titles.map((title) => {
			const outcome = outcomeOf(title);
			const verdict = outcome === taken ? 'yes' : `no (${outcome ?? 'no code'})`;
			return `${title.replace(/.* as /, '')}: ${verdict}`;
		});
		if (verdicts.length === 0) return NOT_CLEAR;
		return say(verdicts.join('; '), 'The node sends the number as digits, the phone with `+`.');
	}

	function looks(): Said {
		const of = (
			kind: Reply['kind'],
			read: (reply: Reply & { status: number; codeType: string }) => string,
		) =>
			[
				...new Set(
					evidence.flatMap(({ reply }) =>
						reply.kind === kind && 'status' in reply ? [read(reply)] : [],
					),
				),
			].join(', ');
		const refusals = of('refused', ({ status }) => `HTTP ${status}`);
		const successes = of('accepted', ({ code }) => `code ${code ?? 'none'}`);
		const types = of('refused', ({ codeType }) => codeType);
		if (refusals === '' || successes === '') return NOT_CLEAR;
		return say(
			`refusals: ${refusals}, codes as ${types}; successes: ${successes}`,
			'The node takes any status, both kinds of code, and goes by `success`.',
		);
	}

	function limit(): Said {
		const before = evidence.findIndex(({ reply }) => reply.kind === 'limit');
		const reply = evidence[before]?.reply;
		if (reply?.kind !== 'limit') {
			return say('not clear', `${evidence.length} requests, a second apart, met none.`);
		}
		const wait = reply.retryAfterMs
			? `Retry-After ${reply.retryAfterMs / 1000} s`
			: 'no Retry-After';
		return say(`yes, after ${before} requests, ${wait}`, 'Set *Requests per Minute* below it.');
	}
}

function refusal(found: string | number | undefined, code: number): Said {
	if (found === undefined) return NOT_CLEAR;
	if (found === 'success') return say('none: it is accepted', 'Nothing refuses it there.');
	if (found === code) return say(`${code}`, "As the vendor's table says.");
	return say(`${found}`, `The vendor's table says ${code}.`);
}
