/**
 * Binds evidence that proves no key to the first key that comes with it (trust on first use).
 *
 * <p>Door: {@link org.bailiwick.aca.binding.SubjectBindings}. Invariant: only one of many
 * simultaneous uses, on any number of nodes, succeeds, because the subject is a primary key.
 */
package org.bailiwick.aca.binding;
