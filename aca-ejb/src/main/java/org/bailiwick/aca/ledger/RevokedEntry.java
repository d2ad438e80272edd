package org.bailiwick.aca.ledger;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** An entry of CRLs, from which OCSP answers are made too. */
public record RevokedEntry(CredentialRef ref, RevocationReason reason, Instant at) {}
