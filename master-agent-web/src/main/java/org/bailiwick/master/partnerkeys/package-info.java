/**
 * Ends what rests on grants by keys that partners' servers do not publish any more. Door: {@link
 * org.bailiwick.master.partnerkeys.PartnerKeys}.
 *
 * <p>Invariants: only a set that was read says that a key is gone, and two that were read one after
 * the other must say so; a server that fails or is slow ends nothing and holds up no other one.
 */
package org.bailiwick.master.partnerkeys;
