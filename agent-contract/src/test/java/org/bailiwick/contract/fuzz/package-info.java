/**
 * The shared code of the fuzz tests of all modules ({@code docs/fuzzing.md}): an annotation,
 * mutations that keep enough structure to reach the code after a parser, and the bounds that hold
 * for every input. Fuzz tests are called {@code *Fuzz} and are in the package of the code that they
 * test; {@code ./bailiwick fuzz} runs them.
 */
package org.bailiwick.contract.fuzz;
