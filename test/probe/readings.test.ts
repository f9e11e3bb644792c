import { LANGUAGES, WHEN_ON, type WhenOn } from '../../sandbox/rules';
import { caller, meaningOf, probe, useSandbox } from './support';

const sandbox = useSandbox();

const ON_A_LINE_THAT_IS_ON: Record<WhenOn, Record<string, string>> = {
	alreadyOn: {
		whenOn: 'for every set on a line that is on (`alreadyOn`)',
		samePhone: 'yes, code 16',
		otherPhone: 'yes, code 16',
		rang: 'the first: the destination was kept',
		voicemailAgain: 'yes, code 17',
		phoneOnVoicemail: 'code 17',
	},
	sameDestination: {
		whenOn: 'only where the line is set as asked (`sameDestination`)',
		samePhone: 'yes, code 16',
		otherPhone: 'no, a success',
		rang: 'the other: the destination was changed',
		voicemailAgain: 'yes, code 17',
		phoneOnVoicemail: 'a success',
	},
	overwrite: {
		whenOn: 'never (`overwrite`)',
		samePhone: 'no, a success',
		otherPhone: 'no, a success',
		rang: 'the other: the destination was changed',
		voicemailAgain: 'no, a success',
		phoneOnVoicemail: 'a success',
	},
};

const READINGS = WHEN_ON.flatMap((whenOn) =>
	[200, 422].flatMap((rejectionStatus) =>
		LANGUAGES.flatMap((language) =>
			[0, 10].map((requestsPerMinute) => ({
				...{ whenOn, rejectionStatus, language, requestsPerMinute },
			})),
		),
	),
);

describe('the table names', () => {
	it.each(READINGS)(
		'$whenOn with HTTP $rejectionStatus, in $language, limit $requestsPerMinute',
		async (settings) => {
			const { whenOn, rejectionStatus, language, requestsPerMinute } = settings;
			sandbox().configure(settings);
			const { answers, report, exitCode } = await probe(sandbox(), {
				person: caller(sandbox()),
				// The minute is over.
				onWait: (ms) => ms > 1000 && sandbox().configure({ requestsPerMinute: 0 }),
			});
			expect(answers).toEqual({
				...ON_A_LINE_THAT_IS_ON[whenOn],
				offAgain: 'yes, code 18',
				rejectionStatus: `HTTP ${rejectionStatus}`,
				success: 'off: code 2; phone: code 200; voicemail: code 200',
				codeType: 'numbers',
				limit:
					requestsPerMinute === 0
						? 'not clear'
						: 'yes: HTTP 429 after 10 in the minute before, Retry-After 60 s',
				language: language === 'en' ? 'English' : 'English and French',
				numberSpelling:
					'`336xxxxxxxx`: yes; `+336xxxxxxxx`: no (code 13); `00336xxxxxxxx`: no (code 13); `06xxxxxxxx`: no (code 13); `06 xx xx xx xx`: no (code 13)',
				phoneSpelling:
					'`+336xxxxxxxx`: yes; `336xxxxxxxx`: yes; `00336xxxxxxxx`: no (code 12); `06xxxxxxxx`: yes; `06 xx xx xx xx`: no (code 12)',
				textType: 'no (code 7)',
				noKey: '10',
				wrongKey: '10',
				noNumber: '5',
				notRented: '13',
				noType: '6',
				oddType: '7',
				noParam: '8',
				badNumber: '12',
				badEmail: '9',
			});
			expect(report).toMatchObject({
				stopped: null,
				line: expect.stringMatching(/^The line is off/),
			});
			expect(exitCode).toBe(0);

			// Each finding says whether the sandbox, as it starts, does the same.
			const isDefault = {
				whenOn: whenOn === 'alreadyOn',
				rejectionStatus: rejectionStatus === 200,
				language: language === 'en',
				otherPhone: whenOn === 'alreadyOn',
				samePhone: whenOn !== 'overwrite',
				badEmail: true,
				success: true,
				numberSpelling: true,
			};
			for (const [id, isRight] of Object.entries(isDefault)) {
				expect([id, meaningOf(report, id)]).toEqual([
					id,
					expect.stringMatching(
						isRight ? /The sandbox does the same\.$/ : /The sandbox's default is wrong here: .+\.$/,
					),
				]);
			}
		},
	);

	it.each(['33612345678', '33612345680', '33612345681', '262692123456'])(
		'it for the line %s, wherever it pointed',
		async (number) => {
			const { answers, report } = await probe(sandbox(), { args: ['--number', number] });
			expect(answers).toMatchObject({ whenOn: expect.stringContaining('`alreadyOn`') });
			expect(report.stopped).toBeNull();
			expect(meaningOf(report, 'offAgain')).toContain('The sandbox does the same.');
			expect(sandbox().line(number)).toEqual({ type: 0, param: '' });
		},
	);

	it('codes that are text', async () => {
		sandbox().addFault({ kind: 'stringified', times: 100 });
		const { answers, report } = await probe(sandbox());
		expect(answers).toMatchObject({ codeType: 'text', offAgain: 'yes, code 18', noKey: '10' });
		expect(meaningOf(report, 'codeType')).toContain('default is wrong here: numbers.');
	});
});

describe('what was not seen is not claimed', () => {
	it('without a call, which phone rang', async () => {
		const { answers } = await probe(sandbox());
		expect(answers.rang).toBe('not clear');
		expect(answers.whenOn).toMatch(/by the codes alone: no call confirmed it$/);
	});

	it.each([
		['', 'not clear', /by the codes alone/],
		['3', 'neither', /by the codes alone/],
	])('with the answer "%s" to the call', async (answer, rang, whenOn) => {
		const person = (question: string) => (question.startsWith('Go on?') ? 'y' : answer);
		const { answers } = await probe(sandbox(), { person });
		expect(answers.rang).toBe(rang);
		expect(answers.whenOn).toMatch(whenOn);
	});

	it.each([
		['overwrite', '1', "The node's `applied` is not true here."],
		['alreadyOn', '2', "The node's `changed: false` is not true here."],
	] as const)('%s, when phone %s rings all the same', async (whenOn, rings, meaning) => {
		sandbox().configure({ whenOn });
		const person = (question: string) => (question.startsWith('Go on?') ? 'yes' : rings);
		const { answers, report } = await probe(sandbox(), { person });
		expect(answers.whenOn).toMatch(/^otherwise than the sandbox knows/);
		expect(meaningOf(report, 'rang')).toContain(meaning);
	});

	it('asks again for a phone that is none of the choices', async () => {
		const replies = ['yes', '7', 'both', '1'];
		const { answers } = await probe(sandbox(), { person: () => replies.shift() ?? '' });
		expect(answers.rang).toBe('the first: the destination was kept');
	});

	it('of a limit that was not met', async () => {
		const { report } = await probe(sandbox());
		expect(meaningOf(report, 'limit')).toMatch(/^30 requests, at most one a second, brought no/);
	});
});
