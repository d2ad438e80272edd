/**
 * What a partner's authorization server tells about its principals, as security events (RFC 8417,
 * SSF 1.0) that are polled (RFC 8936). Door: {@link org.bailiwick.node.principalevents.EventPoll}.
 *
 * <p>Invariants: an event counts only for principals of the server that signed it; it is
 * acknowledged after the listener has returned, and otherwise comes again; the address is fetched
 * as any partner's document.
 */
package org.bailiwick.node.principalevents;
