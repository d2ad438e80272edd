package org.bailiwick.aca.est;

import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.nonce.NonceTickets;

/**
 * An EST client's request, unverified.
 *
 * @param csr PKCS#10 in DER
 * @param ticket the client's cookie, which is the ticket of the nonce in the CSR's attestation
 */
public record EstRequest(Octets csr, Optional<String> ticket) {

  /** The ticket, which is valid only for the label that gave it. */
  Optional<NonceTickets.Shown> ticketFor(String label) {
    return ticket.map(text -> new NonceTickets.Shown(EstNonces.scope(label), text));
  }

  /** Omits the ticket. */
  @Override
  public String toString() {
    return "CSR of " + csr;
  }
}
