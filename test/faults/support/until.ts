export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits, in real time, until something has come about. */
export async function until(condition: () => boolean): Promise<void> {
	const giveUpAt = Date.now() + 20_000;
	while (!condition()) {
		if (Date.now() > giveUpAt) throw new Error('This never came about');
		await sleep(5);
	}
}
