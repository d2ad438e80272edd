package org.bailiwick.aca.naming;

import java.time.Instant;
import org.bailiwick.contract.identity.Owner;

/**
 * Gives a name to an owner.
 *
 * @param assignedBy who did: the person at first issuance, an officer at a transfer
 */
public record NameGrant(Owner owner, Instant since, String assignedBy) {}
