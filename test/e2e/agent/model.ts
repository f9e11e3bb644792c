import Fastify from 'fastify';

/** A call of a tool, or the agent's last word. */
export type Reply = { tool: string; args: Record<string, unknown> } | { text: string };

interface Message {
	role: string;
	content: string | null;
}

interface ChatRequest {
	stream?: boolean;
	messages: Message[];
	tools?: { function: { name: string; description: string; parameters: ToolParameters } }[];
}

export interface ToolParameters {
	properties?: Record<string, { type: string; description?: string }>;
	required?: string[];
}

export interface ScriptedModel {
	/** What goes into n8n's OpenAI credential as its Base URL. */
	url: string;
	/** What the agent has asked since the last script, oldest first. */
	readonly requests: readonly ChatRequest[];
	/** The answers to come, in this order; each may look at what the tools have answered. */
	script(...replies: (Reply | (() => Reply))[]): void;
	/** What the tools have answered in the conversation so far. */
	told(): string[];
	close(): Promise<void>;
}

/** An OpenAI-compatible chat model on the loopback interface that says what it was told to say. */
export async function startModel(): Promise<ScriptedModel> {
	let requests: ChatRequest[] = [];
	let replies: (Reply | (() => Reply))[] = [];
	const app = Fastify({ forceCloseConnections: true });
	app.post('/v1/chat/completions', async (request, response) => {
		const body = request.body as ChatRequest;
		requests.push(body);
		const next = replies.shift();
		if (next === undefined || body.stream === true) return await response.code(400).send();
		const reply = typeof next === 'function' ? next() : next;
		return completion(reply, requests.length);
	});
	const origin = await app.listen({ host: '127.0.0.1', port: 0 });
	return {
		url: `${origin}/v1`,
		get requests() {
			return requests;
		},
		script(...next) {
			requests = [];
			replies = next;
		},
		told: () =>
			(requests.at(-1)?.messages ?? [])
				.filter(({ role }) => role === 'tool')
				.map(({ content }) => content ?? ''),
		close: () => app.close(),
	};
}

const completion = (reply: Reply, turn: number): object => ({
	id: `chatcmpl-${turn}`,
	object: 'chat.completion',
	created: 0,
	model: 'scripted',
	choices: [
		{
			index: 0,
			finish_reason: 'text' in reply ? 'stop' : 'tool_calls',
			message: { role: 'assistant', ...content(reply, turn) },
		},
	],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

const content = (reply: Reply, turn: number): object =>
	'text' in reply
		? { content: reply.text }
		: {
				content: null,
				tool_calls: [
					{
						id: `call_${turn}`,
						type: 'function',
						function: { name: reply.tool, arguments: JSON.stringify(reply.args) },
					},
				],
			};
