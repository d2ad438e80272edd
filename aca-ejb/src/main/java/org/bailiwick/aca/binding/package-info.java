/**
 * Evidence that proves no key is good for the first key that comes with it (trust on first use).
 *
 * <p>Door: {@link org.bailiwick.aca.binding.SubjectBindings}. Invariant: the primary key lets one
 * of many simultaneous uses succeed, on whatever nodes.
 */
package org.bailiwick.aca.binding;
