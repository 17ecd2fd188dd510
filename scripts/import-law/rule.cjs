'use strict';

/** Unit tests, which may import more than what they test. */
const spec = '\\.spec\\.ts$';
const deny = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** A package by name, its types included. */
const npm = (names) => `(^|/)node_modules/(@types/)?(${names})/`;
const ours = '^(apps|libs|test|bench)/';

module.exports = { spec, deny, npm, ours };
