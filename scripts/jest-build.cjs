'use strict';

/** Tests in test/ start real processes from dist/: build it once before the first of them. */
module.exports = async function buildBeforeTests() {
  const { buildIfStale } = await import('./build.mjs');
  buildIfStale();
};
