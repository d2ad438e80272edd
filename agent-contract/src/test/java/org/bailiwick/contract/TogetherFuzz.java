package org.bailiwick.contract;

import org.bailiwick.contract.fuzz.FuzzTests;

/** Runs all fuzz tests of this module in one process, for a short run. */
class TogetherFuzz extends FuzzTests {}
