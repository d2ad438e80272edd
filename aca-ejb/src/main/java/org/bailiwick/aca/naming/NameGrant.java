package org.bailiwick.aca.naming;

import java.time.Instant;
import org.bailiwick.contract.identity.Owner;

/**
 * The grant of a name to an owner.
 *
 * @param assignedBy the person of the first issuance, or the officer of a transfer
 */
public record NameGrant(Owner owner, Instant since, String assignedBy) {}
