/**
 * Evidence that proves no key is good for the first key that comes with it (trust on first use).
 *
 * <p>Door: {@link org.bailiwick.aca.binding.AnchorUses}. Invariant: the primary key decides, so of
 * many at once on however many nodes one wins.
 */
package org.bailiwick.aca.binding;
