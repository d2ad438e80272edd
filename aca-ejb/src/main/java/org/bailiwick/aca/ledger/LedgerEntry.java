package org.bailiwick.aca.ledger;

import java.util.Optional;

/**
 * The reservation, completion and revocation of one certificate; the latter two if there are any.
 */
public record LedgerEntry(
    IssuanceEntry issuance, Optional<byte[]> certificate, Optional<Revocation> revocation) {}
