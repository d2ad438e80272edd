package org.bailiwick.aca.revocation;

import java.util.Optional;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * An order of an operator to revoke one credential.
 *
 * @param issuerId empty for an issuer of agents
 * @param comment the cause, for the audit log; at most 1000 characters
 */
public record RevocationOrder(
    SerialNumber serial, Optional<String> issuerId, RevocationReason reason, String comment) {}
