module.exports = globalThis.shared['fast-check'];
