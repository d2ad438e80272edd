package org.bailiwick.aca.ledger;

import java.util.Optional;

/**
 * All that the ledger knows of one certificate: reservation, and completion and end if they came.
 */
public record LedgerEntry(
    IssuanceEntry issuance, Optional<byte[]> certificate, Optional<Revocation> revocation) {}
