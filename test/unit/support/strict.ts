/** An object that throws on every property which the test did not define. */
export function strict<T extends object>(name: string, defined: Partial<T>): T {
	// What is missing throws, so for the code under test the object is complete.
	return new Proxy(defined, {
		get(target, key): unknown {
			if (!(key in target)) throw new Error(`The test does not define ${name}.${String(key)}`);
			return Reflect.get(target, key);
		},
	}) as T;
}
