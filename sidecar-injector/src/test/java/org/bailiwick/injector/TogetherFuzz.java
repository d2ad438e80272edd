package org.bailiwick.injector;

import org.bailiwick.contract.fuzz.FuzzTests;

/** All fuzz tests of this module in one process, for a short run. */
class TogetherFuzz extends FuzzTests {}
