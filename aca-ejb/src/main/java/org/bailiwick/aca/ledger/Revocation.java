package org.bailiwick.aca.ledger;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * The end of a certificate before its time.
 *
 * @param by SPIFFE id of the operator, or the name of the policy, that ended it
 * @param trigger what led to it, in the operator's words; may be empty
 */
public record Revocation(
    CredentialRef ref, RevocationReason reason, Instant at, String by, String trigger) {}
