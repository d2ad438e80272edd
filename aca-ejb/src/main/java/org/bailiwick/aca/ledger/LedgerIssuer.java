package org.bailiwick.aca.ledger;

import org.bailiwick.aca.claims.Octets;

/**
 * An issuer in the ledger.
 *
 * @param certificate in DER
 * @param keyLabel label of its key in the token
 */
public record LedgerIssuer(
    String issuerId, String trustDomain, Octets certificate, String keyLabel) {}
