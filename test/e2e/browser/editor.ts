import { chromium, selectors } from 'playwright-core';
import type { Locator, Page } from 'playwright-core';
import { OWNER } from '../lib/rest';
import { tool, TOOLS } from '../lib/tools';
import { openWorld } from '../lib/world';
import type { World } from '../lib/world';

export type Theme = 'light' | 'dark';

export const NODE_NAME = 'SMS Partner Call Forward';

const VIEWPORT = { width: 1366, height: 768 };
/** High enough for the credential dialog to show all its fields. */
const TALL_VIEWPORT = { ...VIEWPORT, height: 900 };
const TIMEOUT_MS = 45_000;

const FADE_MS = 1_000;
const SEARCH_MS = 3_000;

/** Room for a node's name and subtitle, which are below its box. */
const CANVAS_MARGIN = { side: 60, top: 30, bottom: 75 };
const CANVAS_BUTTONS = [
	'node-creator-plus-button',
	'command-bar-button',
	'add-sticky-button',
	'toggle-focus-panel-button',
	'instance-ai-canvas-action-button',
	'canvas-controls',
	'canvas-handle-plus',
];

const DETAILS_EXTRAS = ['floating-nodes', 'node-feature-request'];

// Without these, Chromium looks for the internet and, as root, for a sandbox.
const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** What a person sees of a node or a note: the box around all its parts, in pixels of the window. */
export interface Drawn {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
	/** Some of its text does not fit into it. */
	isCut: boolean;
}

// In the browser. Without the toolbar and the resize handles, which show only beneath the mouse.
const DRAWN = `[...document.querySelectorAll('.vue-flow__node')].map((node) => {
	const extras = '[data-test-id="canvas-node-toolbar"], .vue-flow__resize-control';
	const parts = [...node.querySelectorAll('*')].filter((part) => !part.closest(extras));
	const boxes = parts
		.map((part) => part.getBoundingClientRect())
		.filter(({ width, height }) => width > 0 && height > 0);
	const left = Math.min(...boxes.map((box) => box.left));
	const top = Math.min(...boxes.map((box) => box.top));
	const right = Math.max(...boxes.map((box) => box.right));
	const bottom = Math.max(...boxes.map((box) => box.bottom));
	const isCut = parts.some(
		(part) =>
			getComputedStyle(part).overflow !== 'visible' &&
			(part.scrollHeight > part.clientHeight || part.scrollWidth > part.clientWidth),
	);
	const { nodeName: name } = node.querySelector('[data-node-name]').dataset;
	return { name, left, top, right, bottom, isCut };
})`;

/** A world, and its editor in a window of Chromium, signed in as the owner. */
export interface EditorWorld extends World {
	editor: Editor;
}

export async function openEditor(): Promise<EditorWorld> {
	const world = await openWorld();
	selectors.setTestIdAttribute('data-test-id');
	const executablePath = tool(TOOLS.chromium);
	const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
	const context = await browser.newContext({
		baseURL: world.n8n.url,
		viewport: VIEWPORT,
		timezoneId: 'Europe/Paris',
		locale: 'en-GB',
	});
	context.setDefaultTimeout(TIMEOUT_MS);
	const page = await context.newPage();
	await page.goto('/signin');
	await page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
	await page.locator('input[name="password"]').fill(OWNER.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL(/\/(home|workflow|projects)/);
	return {
		...world,
		editor: new Editor(page),
		async close() {
			await browser.close();
			await world.close();
		},
	};
}

/** n8n's workflow editor by what a person sees and clicks. */
export class Editor {
	constructor(readonly page: Page) {}

	/** The window with the node's input, fields and output. */
	get details(): Locator {
		return this.page.getByTestId('ndv');
	}

	get fields(): Locator {
		return this.details.getByTestId('node-parameters');
	}

	get output(): Locator {
		return this.details.getByTestId('output-panel');
	}

	get credentialDialog(): Locator {
		return this.page.getByTestId('editCredential-modal');
	}

	get publishButton(): Locator {
		return this.page.getByTestId(/^workflow-(open-publish-modal-button|activate-switch)$/);
	}

	/** What the person's system prefers; the editor follows it when it is next opened. */
	async switchTo(theme: Theme): Promise<void> {
		await this.page.emulateMedia({ colorScheme: theme });
	}

	async makeTaller(taller: boolean): Promise<void> {
		await this.page.setViewportSize(taller ? TALL_VIEWPORT : VIEWPORT);
	}

	/** Waits for a text anywhere; tooltips hold theirs twice. */
	async shows(text: string): Promise<void> {
		await this.page.getByText(text).first().waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** n8n 1 saves only when it is told to. */
	async save(): Promise<void> {
		await this.page.keyboard.press('Control+s');
	}

	nodeOnCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<void> {
		await this.nodeOnCanvas(name).dblclick();
		await this.details.waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId(/^(ndv-close-button|back-to-canvas)$/).click();
		await this.details.waitFor({ state: 'hidden' });
	}

	/** Types into the search of the nodes panel, which the plus after the last node opens. */
	async findsNode(words: string): Promise<boolean> {
		const search = this.page.getByTestId('node-creator-search-bar');
		if (!(await search.isVisible())) {
			await this.page.getByTestId('canvas-handle-plus').last().click();
		}
		const names = this.page.getByTestId('node-creator-item-name');
		const found = names.filter({ hasText: NODE_NAME }).first();
		// The list follows a moment later: without this, what the search before found would do.
		await search.fill('no node is called like this');
		await found.waitFor({ state: 'hidden' });
		await search.fill(words);
		return await found.waitFor({ timeout: SEARCH_MS }).then(
			() => true,
			() => false,
		);
	}

	/** A field's input, by the name that workflows know it by. */
	field(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** The labels of the fields from top to bottom, the credential's left out. */
	async labels(): Promise<string[]> {
		const labels = await this.fields
			.getByTestId('input-label')
			.filter({ visible: true })
			.allInnerTexts();
		return labels.map((label) => label.split('\n')[0]?.trim() ?? '');
	}

	async choose(field: string, option: string): Promise<void> {
		await this.field(field).click();
		await this.page.getByRole('option', { name: option }).click();
	}

	async fill(field: string, text: string): Promise<void> {
		await this.field(field).locator('input').fill(text);
	}

	async saveCredential(): Promise<void> {
		await this.credentialDialog.getByTestId('credential-save-button').click();
	}

	/** Runs what comes before the open node, to see its input. */
	async executePrevious(): Promise<void> {
		await this.details.getByTestId('execute-previous-node').click();
		await this.details.getByTestId('run-data-schema-node-item-count').first().waitFor();
	}

	/** Drags a field of the input onto one of the node's fields, as a person does with the mouse. */
	async mapFromInput(inputField: string, field: string): Promise<void> {
		const source = this.details
			.getByTestId('run-data-schema-node-name')
			.filter({ hasText: inputField })
			.first();
		// Waits until the window has stopped moving.
		await source.hover();
		await this.page.mouse.down();
		const to = await center(this.field(field));
		// The editor takes the drop only after it has seen the pointer move over the field.
		await this.page.mouse.move(to.x, to.y - 5, { steps: 10 });
		await this.page.mouse.move(to.x, to.y, { steps: 5 });
		await this.page.mouse.up();
	}

	async executeStep(): Promise<void> {
		await this.details.getByTestId('node-execute-button').click();
		await this.output
			.locator('[data-test-id^="node-run-status"], [data-test-id="node-error-view"]')
			.first()
			.waitFor();
	}

	/** The texts of the output's table, row by row, its header first. */
	async table(): Promise<string[][]> {
		const rows = await this.output.locator('table tr').all();
		return await Promise.all(
			rows.map(async (row) => {
				const cells = await row.locator('th, td').allInnerTexts();
				return cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
			}),
		);
	}

	/** Whether a column of the output's table is seen without scrolling. */
	async showsColumn(name: string): Promise<boolean> {
		const panel = await this.output.boundingBox();
		const header = await this.output.locator('th', { hasText: name }).boundingBox();
		return !!panel && !!header && header.x + header.width <= panel.x + panel.width;
	}

	async take(what: Locator, path: string): Promise<void> {
		await this.settled();
		await what.screenshot({ path, style: withoutElements(DETAILS_EXTRAS) });
	}

	/** Everything on the canvas, each as large as it is drawn. */
	async drawn(): Promise<Drawn[]> {
		await this.settled();
		return await this.page.evaluate<Drawn[]>(DRAWN);
	}

	/** The workflow's nodes without the controls around them. */
	async takeCanvas(path: string): Promise<void> {
		await this.settled();
		const boxes = await Promise.all(
			(await this.page.getByTestId('canvas-node').all()).map((each) => each.boundingBox()),
		);
		const known = boxes.filter((box) => box !== null);
		const left = Math.min(...known.map(({ x }) => x)) - CANVAS_MARGIN.side;
		const top = Math.min(...known.map(({ y }) => y)) - CANVAS_MARGIN.top;
		const right = Math.max(...known.map(({ x, width }) => x + width)) + CANVAS_MARGIN.side;
		const bottom = Math.max(...known.map(({ y, height }) => y + height)) + CANVAS_MARGIN.bottom;
		await this.page.screenshot({
			path,
			clip: { x: left, y: top, width: right - left, height: bottom - top },
			style: withoutElements(CANVAS_BUTTONS),
		});
	}

	/** Waits until messages, fades and tooltips are gone. */
	private async settled(): Promise<void> {
		for (const close of await this.page.locator('.el-notification__closeBtn').all()) {
			await close.click();
		}
		await this.page.mouse.move(0, 0);
		await this.page.waitForTimeout(FADE_MS);
	}
}

const withoutElements = (testIds: string[]): string =>
	testIds.map((id) => `[data-test-id="${id}"] { display: none }`).join('\n');

async function center(locator: Locator): Promise<{ x: number; y: number }> {
	const box = await locator.boundingBox();
	if (box === null) throw new Error('Nothing to point at');
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
