/**
 * Identifiers of agents in the schemes of several ecosystems, read by one parser.
 *
 * <p>Door: {@link org.bailiwick.contract.identifier.Identifier}. Invariants: {@code parse} of a
 * canonical text gives that text; two spellings of one identifier have one canonical text, or the
 * second is refused. Only the case of ASCII letters is converted, where the scheme says that it
 * does not count; nothing is decoded. The package does no I/O.
 */
package org.bailiwick.contract.identifier;
