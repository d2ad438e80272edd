package org.bailiwick.master.inventory;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The credential with which the registry lists an agent.
 *
 * @param attestation the result on which it was issued; empty if the registry does not tell it
 * @param trustworthiness what was found about the agent's environment then; empty if not known
 */
public record ListedCredential(
    SerialNumber serial,
    Instant expiresAt,
    Optional<AttestationSummary> attestation,
    Optional<AttesterTrustworthiness> trustworthiness) {}
