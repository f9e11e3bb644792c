import type { IDataObject, OnError } from 'n8n-workflow';
import { startSandbox } from '../../sandbox/server';
import { runWorkflow, type CallForwardResult } from '../../test/engine/harness';

const API_KEY = 'demo-key';

const ROWS: IDataObject[] = [
	{ shop: 'Lyon', number: '06 12 34 56 78', mode: 'forward', destination: '06 98 76 54 32' },
	{ shop: 'Lille', number: '06 99 99 99 99', mode: 'off', destination: '' },
];

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

type Output = 'success' | 'stop' | 'continue' | 'error-output';

/** The examples of output in the documents, each seen in n8n's engine with the built node. */
export async function engineOutputs(): Promise<Record<Output, string>> {
	const sandbox = await startSandbox({ key: API_KEY });
	const run = async (onError: OnError): Promise<CallForwardResult> => {
		sandbox.reset();
		return await runWorkflow({
			items: ROWS,
			onError,
			credentials: { apiKey: API_KEY, baseUrl: sandbox.baseUrl },
			// One after the other, so that the run that stops has always set the first line.
			options: { concurrency: 1 },
		});
	};
	try {
		const stopped = await run('stopWorkflow');
		const { message, description } = stopped.runError as { message: string; description: string };
		const beside = await run('continueRegularOutput');
		const branched = await run('continueErrorOutput');
		return {
			stop: `\`\`\`text\n${message}\n${description}\n\`\`\``,
			success: json(beside.success[0]?.json),
			continue: json(beside.success[1]?.json),
			'error-output': json(branched.error[0]?.json),
		};
	} finally {
		await sandbox.close();
	}
}
