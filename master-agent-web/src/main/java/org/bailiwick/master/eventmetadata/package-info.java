/**
 * The registry's metadata as a transmitter of events, at the root of the host. Door: {@link
 * org.bailiwick.master.eventmetadata.RegistryTransmitterResource}.
 *
 * <p>Invariant: the document is the one that the registry serves itself.
 */
package org.bailiwick.master.eventmetadata;
