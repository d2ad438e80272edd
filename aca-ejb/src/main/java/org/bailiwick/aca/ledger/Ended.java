package org.bailiwick.aca.ledger;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** What the world learns of a revocation: which certificate, why and when. */
public record Ended(CredentialRef ref, RevocationReason reason, Instant at) {}
