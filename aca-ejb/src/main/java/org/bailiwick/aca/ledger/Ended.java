package org.bailiwick.aca.ledger;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** The published part of a revocation: certificate, reason and time. */
public record Ended(CredentialRef ref, RevocationReason reason, Instant at) {}
