package org.bailiwick.aca.est;

import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.nonce.NonceTickets;

/**
 * An EST client's request, unverified.
 *
 * @param csr PKCS#10 in DER
 * @param ticket of the nonce for which the CSR's attestation was made, as the client's cookie has
 *     it
 */
public record EstRequest(Octets csr, Optional<String> ticket) {

  /** A ticket is good for the label that gave it. */
  Optional<NonceTickets.Shown> ticketFor(String label) {
    return ticket.map(text -> new NonceTickets.Shown(EstNonces.scope(label), text));
  }

  /** Without the ticket. */
  @Override
  public String toString() {
    return "CSR of " + csr;
  }
}
