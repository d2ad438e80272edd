package org.bailiwick.aca.revocation;

import java.util.Optional;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * An order of an operator to revoke one credential.
 *
 * @param issuerId empty for the authority that issues to agents
 * @param comment what led to it, for the record; at most 1000 characters
 */
public record RevocationOrder(
    SerialNumber serial, Optional<String> issuerId, RevocationReason reason, String comment) {}
