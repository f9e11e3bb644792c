/** Puts deadlines that pass when the test says so in place of real ones, until the test ends. */
export function useFakeDeadlines() {
	const asked: number[] = [];
	const deadline = new AbortController();
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
		asked.push(ms);
		return deadline.signal;
	});
	return { asked, pass: () => deadline.abort() };
}
