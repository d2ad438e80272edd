/**
 * Which receivers a node may send messages to. Door: {@link
 * org.bailiwick.node.outbound.receiver.ReceiverOrigins}.
 *
 * <p>Invariant: nothing is sent to an origin that the operator has not listed, nor to an address
 * that is not public unless the operator has listed its origin for that, too.
 */
package org.bailiwick.node.outbound.receiver;
