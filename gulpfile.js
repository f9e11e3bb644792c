const { dest, src } = require('gulp');

// tsc emits JavaScript only: the icons and the codex files go into dist beside it.
// encoding: false keeps gulp 5 from reading PNG icons as UTF-8 text.
function assets() {
	return src(
		[
			'nodes/**/*.{svg,png}',
			'nodes/**/*.node.json',
			'nodes/**/__schema__/*.json',
			'credentials/**/*.{svg,png}',
		],
		{
			base: '.',
			encoding: false,
		},
	).pipe(dest('dist'));
}

exports.default = assets;
