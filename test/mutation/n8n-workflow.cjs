module.exports = globalThis.shared['n8n-workflow'];
