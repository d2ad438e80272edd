/**
 * The common parts of the fuzz tests of all modules (docs/fuzzing.md): an annotation, mutation that
 * keeps enough structure to reach what lies behind a parser, and the bounds that every input must
 * keep. Fuzz tests are called {@code *Fuzz} and stand beside what they try; {@code ./bailiwick
 * fuzz} runs them.
 */
package org.bailiwick.contract.fuzz;
