/**
 * The listed agents as records of a DNS zone (draft-ni-agent-entity-discovery). Door: {@link
 * org.bailiwick.ars.zone.ZonePages}.
 *
 * <p>Invariants: only agents that may be shown at this moment are written; names and data are made
 * of identifiers and digests, so that nothing of an agent is read as a directive.
 */
package org.bailiwick.ars.zone;
