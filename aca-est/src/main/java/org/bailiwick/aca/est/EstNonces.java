package org.bailiwick.aca.est;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.nonce.NonceTickets;
import org.bailiwick.contract.problem.ProblemException;

/** Nonces for attestation in CSRs (draft-ietf-lamps-attestation-freshness-08 section 5). */
@Singleton
public final class EstNonces {

  /** The length of a nonce if the client does not request one. */
  public static final int DEFAULT_OCTETS = 32;

  private final EstLabels labels;
  private final NonceTickets tickets;

  @Inject
  public EstNonces(EstLabels labels, NonceMint mint) {
    this.labels = labels;
    this.tickets = new NonceTickets(mint);
  }

  /**
   * A new nonce with this number of octets, and the ticket for it.
   *
   * @throws ProblemException NOT_FOUND if there is no such label, MALFORMED_REQUEST for fewer than
   *     8 or more than 64 octets
   */
  public NonceTickets.Ticket issue(String label, int octets) {
    labels.require(label);
    return tickets.issue(scope(label), octets);
  }

  static String scope(String label) {
    return "est " + label;
  }
}
