package org.bailiwick.aca.ledger;

/**
 * An issuer as the ledger knows it; the certificate is DER, the label names its key in the token.
 */
public record LedgerIssuer(
    String issuerId, String trustDomain, byte[] certificate, String keyLabel) {}
