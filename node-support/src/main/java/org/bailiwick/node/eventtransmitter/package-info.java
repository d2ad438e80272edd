/**
 * What is known of the registry as a transmitter of security events (SSF 1.0). Door: {@link
 * org.bailiwick.node.eventtransmitter.TransmitterMetadata}.
 *
 * <p>Invariant: the registry, and the component at the root of its host, serve one document.
 */
package org.bailiwick.node.eventtransmitter;
