/** Runs the cells of the fault matrix in the engine and reads what they claim. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { LineState } from '../../../sandbox/rules';
import type { Fault, Sandbox } from '../../../sandbox/server';
import { FROM_ROW, runWorkflow, type CallForwardResult } from '../../engine/harness';
import { KEY } from '../../engine/useSandbox';
import {
	ALREADY_SET,
	lineAt,
	ON_ERROR,
	WANTED,
	type AlreadySet,
	type Cell,
	type CellMode,
	type Claim,
	type Start,
} from './expected';

type OnError = (typeof ON_ERROR)[number];

/** A cell that ran: the item it gave, and the line before and after. */
export interface Seen {
	cell: Cell;
	onError: OnError;
	number: string;
	before: LineState;
	after: LineState | undefined;
	requests: number;
	row: IDataObject;
	result: CallForwardResult;
}

let numbers = 0;

/** A virtual number that nothing else in this file uses. */
export function nextNumber(): string {
	numbers += 1;
	return `3362${String(numbers).padStart(7, '0')}`;
}

/** Runs a fault for each If Already Set × On Error, all at once and each on a line of its own. */
export async function runCells(
	sandbox: Sandbox,
	faults: readonly Fault[],
	{ mode, start }: { mode: CellMode; start: Start },
	options: INodeParameters = {},
	alreadySets: readonly AlreadySet[] = ALREADY_SET,
): Promise<Seen[]> {
	const cells = alreadySets.flatMap((alreadySet) =>
		ON_ERROR.map((onError) => ({ cell: { mode, start, alreadySet }, onError })),
	);
	return await Promise.all(
		cells.map(async ({ cell, onError }): Promise<Seen> => {
			const number = nextNumber();
			const before = lineAt(start, mode);
			sandbox.setLine(number, before);
			for (const fault of faults) sandbox.addFault({ ...fault, number });

			const row = {
				number,
				mode: mode === 'fromData' ? 'forward' : mode,
				destination: WANTED[mode].param,
				note: 'kept',
			};
			const result = await runWorkflow({
				items: [row],
				credentials: { apiKey: KEY, baseUrl: sandbox.baseUrl },
				parameters: parametersOf(mode),
				options: { ...options, alreadySet: cell.alreadySet },
				onError,
			});
			const requests = sandbox.requests.filter((request) => request.number === number).length;
			return { cell, onError, number, before, after: sandbox.line(number), requests, row, result };
		}),
	);
}

function parametersOf(mode: CellMode): INodeParameters {
	if (mode === 'fromData') return FROM_ROW;
	const destination = '={{ $json.destination }}';
	return {
		mode,
		virtualNumber: '={{ $json.number }}',
		...(mode === 'callForwarding' && { forwardingNumber: destination }),
		...(mode === 'voicemail' && { notificationEmail: destination }),
	};
}

/**
 * What the cell's item says, after checking its form against the On Error setting. Where the run was
 * stopped, what its error says: the code and `changed`.
 */
export function claimIn(seen: Seen): Partial<Claim> {
	const { onError, number, row, result } = seen;
	const [item] = [...result.success, ...result.error];
	if (item === undefined) return claimInError(seen);
	expect([...result.success, ...result.error]).toEqual([
		{ json: expect.anything(), pairedItem: { item: 0 } },
	]);
	expect(result.status).toBe('success');

	let json: IDataObject = item.json;
	if (json.success !== true && onError === 'continueErrorOutput') {
		const { error, ...fields } = json;
		expect(result.success).toEqual([]);
		expect(fields).toEqual(row);
		json = error as IDataObject;
	} else {
		expect(result.error).toEqual([]);
	}
	const { success, status, changed, code, message, virtualNumber, mode, destination, ...more } =
		json;
	expect({ virtualNumber, mode, destination }).toEqual({
		virtualNumber: number,
		mode: row.mode === 'forward' ? 'callForwarding' : row.mode,
		destination: row.destination,
	});
	expect(message).toMatch(/\S/);
	expect(success).toBe(!['rejected', 'failed'].includes(String(status)));
	if (success === true) {
		expect(more).toEqual({});
		return { status, changed, code } as Claim;
	}
	const { reason, description, source, httpStatus, ...others } = more;
	expect(others).toEqual({});
	expectDescription(String(description), { code, changed } as Claim);
	return { status, changed, code, reason, source, httpStatus } as Claim;
}

function claimInError({ onError, number, result }: Seen): Partial<Claim> {
	const { runError } = result;
	expect(onError).toBe('stopWorkflow');
	expect(result.status).toBe('error');
	expect(runError).toMatchObject({
		context: { itemIndex: 0 },
		message: expect.stringMatching(/\S/),
	});

	const description = String(runError && 'description' in runError ? runError.description : '');
	const code = /^Control code (\d+): /.exec(description)?.[1];
	const possibly = description.includes(` Possibly changed in this run: ${number}.`);
	const surely = description.includes(` Changed in this run: ${number}.`);
	const claim = {
		code: code === undefined ? null : Number(code),
		changed: possibly ? null : surely,
	};
	expectDescription(description, claim);
	return claim;
}

function expectDescription(text: string, { code, changed }: Pick<Claim, 'code' | 'changed'>): void {
	if (code === null) expect(text).not.toMatch(/^Control code/);
	else expect(text).toMatch(new RegExp(`^Control code ${code}: `));
	if (changed === null) expect(text).toMatch(/not known|may have taken effect/);
	if (changed === true) expect(text).toMatch(/is now off|is off, or as asked/);
}

/**
 * The main promise: what an item claims holds for the emulated line.
 *
 * @returns what does not hold
 */
export function untruths({ cell, before, after, number }: Seen, claim: Partial<Claim>): string[] {
	const { status, changed, code } = claim;
	const isAsAsked = isSame(after, WANTED[cell.mode]);
	const hasMoved = !isSame(after, before);
	const says = (what: string) => `${number} says ${what}: ${JSON.stringify({ before, after })}`;
	return [
		...((status === 'applied' || status === 'replaced') && !isAsAsked ? [says('applied')] : []),
		...(status === 'rejected' && hasMoved ? [says('rejected')] : []),
		...(changed === false && hasMoved ? [says('unchanged')] : []),
		// Code 18 at a retry stands for our own request, as the contract has it.
		...(changed === true && !hasMoved && code !== 18 ? [says('changed')] : []),
	];
}

function isSame(one: LineState | undefined, other: LineState): boolean {
	return one?.type === other.type && one.param === other.param;
}
