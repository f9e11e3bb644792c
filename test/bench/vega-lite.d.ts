// Its own types are found by newer module resolution only, which this package's build does not use.
declare module 'vega-lite' {
	import type { Spec } from 'vega';
	export function compile(spec: object): { spec: Spec };
}
