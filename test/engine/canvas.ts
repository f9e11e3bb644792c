import type { IDataObject } from 'n8n-workflow';

/** What a workflow file says of a node. */
export interface CanvasNode {
	name: string;
	type: string;
	position: [x: number, y: number];
	parameters: { content?: string; width?: number; height?: number; jsCode?: string } & IDataObject;
}

export interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

export const isNote = ({ type }: CanvasNode): boolean => type.endsWith('stickyNote');

/** What n8n draws stands on multiples of this. */
export const GRID = 16;

// As n8n draws them: a node is 96 pixels wide and high, one with tools is wider; the name stands below, twice as wide as the node and up to two lines high.
const NODE_SIZE = 96;
const WITH_TOOLS = /\.(agent|mcpTrigger)$/;
const WITH_TOOLS_WIDTH = 256;
const NAME_HEIGHT = 56;

export function boxOf({
	type,
	position: [left, top],
	parameters: { width, height },
}: CanvasNode): Box {
	if (type.endsWith('stickyNote')) {
		return { left, top, right: left + Number(width), bottom: top + Number(height) };
	}
	const nodeWidth = WITH_TOOLS.test(type) ? WITH_TOOLS_WIDTH : NODE_SIZE;
	return {
		left: left - NODE_SIZE / 2,
		top,
		right: left + nodeWidth + NODE_SIZE / 2,
		bottom: top + NODE_SIZE + NAME_HEIGHT,
	};
}

/** Boxes that touch count as well. */
export const overlap = (a: Box, b: Box): boolean =>
	a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;

// A little more than n8n's notes need: 14-pixel text of average width, in lines of 1.4 times that, with a gap after each paragraph.
const CHARACTER_WIDTH = 7.2;
const LINE_HEIGHT = 21;
const HEADING_HEIGHT = 36;
const GAP = 14;
const PADDING = { x: 36, y: 48 };

const CODE_CHARACTER_WIDTH = 9.2;

/** The width that a note's blocks of code need; n8n cuts their lines instead of wrapping them. */
export function codeWidthOf({ parameters: { content = '' } }: CanvasNode): number {
	const blocks = [...content.matchAll(/```\w*\n(.*?)```/gs)].map(([, code]) => String(code));
	const longest = Math.max(
		0,
		...blocks.flatMap((code) => code.split('\n')).map((line) => line.length),
	);
	return longest * CODE_CHARACTER_WIDTH + PADDING.x;
}

export function heightOf({ parameters: { content = '', width } }: CanvasNode): number {
	const lineLength = Math.floor((Number(width) - PADDING.x) / CHARACTER_WIDTH);
	const blocks = content.split(/\n/).map((line) => {
		if (line === '') return GAP;
		if (line.startsWith('#')) return HEADING_HEIGHT + GAP;
		const shown = line.replace(/\*\*|_|`/g, '');
		return LINE_HEIGHT * Math.ceil(shown.length / lineLength);
	});
	return blocks.reduce((sum, height) => sum + height, PADDING.y);
}
