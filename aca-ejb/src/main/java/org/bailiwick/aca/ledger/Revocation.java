package org.bailiwick.aca.ledger;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * The revocation of a certificate.
 *
 * @param by SPIFFE id of the operator or node that ordered it
 * @param trigger the trigger, or the operator's comment; may be empty
 */
public record Revocation(
    CredentialRef ref, RevocationReason reason, Instant at, String by, String trigger) {}
