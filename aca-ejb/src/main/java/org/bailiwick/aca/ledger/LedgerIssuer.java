package org.bailiwick.aca.ledger;

import org.bailiwick.aca.claims.Octets;

/**
 * An issuer as the ledger knows it; the certificate is DER, the label names its key in the token.
 */
public record LedgerIssuer(
    String issuerId, String trustDomain, Octets certificate, String keyLabel) {}
