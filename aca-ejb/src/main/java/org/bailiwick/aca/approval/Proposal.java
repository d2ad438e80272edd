package org.bailiwick.aca.approval;

import java.time.Instant;
import java.util.UUID;
import org.bailiwick.aca.revocation.TriggerOrder;

/**
 * An order that waits for a second officer.
 *
 * @param proposedBy SPIFFE id of the first
 */
public record Proposal(UUID id, TriggerOrder order, String proposedBy, Instant proposedAt) {}
