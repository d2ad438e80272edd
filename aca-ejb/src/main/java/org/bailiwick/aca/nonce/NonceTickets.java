package org.bailiwick.aca.nonce;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Nonces of the length that a client asks for, for protocols in which it shows a ticket with its
 * request (draft-ietf-lamps-attestation-freshness-08 section 5: the server must know that nonce and
 * request are of one client). Nothing is stored: the ticket is base64url of expiry (8 octets, epoch
 * seconds), length, 16 random octets and a MAC; the nonce follows from the ticket by another one,
 * so neither can be made from the other without the key. {@link SpentNonces} keeps a nonce from
 * being used twice.
 */
public final class NonceTickets {

  /** Least number of octets of a nonce (section 3 of the draft, RFC 9711 section 4.1). */
  public static final int SHORTEST = 8;

  /** Greatest number of octets of a nonce. */
  public static final int LONGEST = 64;

  private static final String TICKET = "ticket";
  private static final int SALT_OCTETS = 16;
  private static final int BODY_OCTETS = Long.BYTES + 1 + SALT_OCTETS;
  private static final int TAG_OCTETS = 32;

  private final NonceMint mint;
  private final SecureRandom random = new SecureRandom();

  public NonceTickets(NonceMint mint) {
    this.mint = mint;
  }

  /**
   * A nonce and the ticket that has to come with it.
   *
   * @param text the ticket, for the client that asked and for nobody else
   */
  public record Ticket(String text, Nonce nonce) {}

  /**
   * A ticket that a client shows, unverified.
   *
   * @param scope where the client shows it; a ticket is accepted only where it was issued
   */
  public record Shown(String scope, String text) {

    /** Omits the ticket. */
    @Override
    public String toString() {
      return "ticket for " + scope;
    }
  }

  /**
   * A new nonce.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code nonce-length}
   */
  public Ticket issue(String scope, int octets) {
    if (octets < SHORTEST || octets > LONGEST) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "nonce-length", "A nonce has 8 to 64 octets.");
    }
    byte[] salt = new byte[SALT_OCTETS];
    random.nextBytes(salt);
    Instant expiresAt = mint.endOfLife();
    byte[] body =
        ByteBuffer.allocate(BODY_OCTETS)
            .putLong(expiresAt.getEpochSecond())
            .put((byte) octets)
            .put(salt)
            .array();
    byte[] whole =
        ByteBuffer.allocate(BODY_OCTETS + TAG_OCTETS).put(body).put(tag(body, scope)).array();
    return new Ticket(Octets.of(whole).base64url(), nonce(body, scope, expiresAt));
  }

  /**
   * The nonce of this ticket.
   *
   * @throws ProblemException NONCE_INVALID if the ticket is not this authority's, is of another
   *     scope, or has expired
   */
  public Nonce require(Shown ticket) {
    byte[] whole =
        Octets.parse(ticket.text())
            .filter(octets -> octets.size() == BODY_OCTETS + TAG_OCTETS)
            .orElseThrow(() -> refusal("ticket-malformed", "The nonce's ticket is malformed."))
            .bytes();
    byte[] body = Arrays.copyOf(whole, BODY_OCTETS);
    byte[] tag = Arrays.copyOfRange(whole, BODY_OCTETS, whole.length);
    if (!MessageDigest.isEqual(tag, tag(body, ticket.scope()))) {
      throw refusal("ticket-foreign", "The nonce's ticket was not issued by this authority here.");
    }
    Instant expiresAt = Instant.ofEpochSecond(ByteBuffer.wrap(body).getLong());
    if (mint.isOver(expiresAt)) {
      throw refusal("ticket-expired", "The nonce has expired.");
    }
    return nonce(body, ticket.scope(), expiresAt);
  }

  private Nonce nonce(byte[] body, String scope, Instant expiresAt) {
    Octets message = message(body, scope);
    byte[] longest =
        ByteBuffer.allocate(LONGEST)
            .put(mint.derive("ticket nonce 1", message))
            .put(mint.derive("ticket nonce 2", message))
            .array();
    return new Nonce(Octets.of(longest, 0, body[Long.BYTES]).base64url(), expiresAt);
  }

  private byte[] tag(byte[] body, String scope) {
    return mint.derive(TICKET, message(body, scope));
  }

  /** Body and scope; the body has a fixed length, so no other pair gives the same message. */
  private static Octets message(byte[] body, String scope) {
    byte[] place = scope.getBytes(StandardCharsets.UTF_8);
    return Octets.of(ByteBuffer.allocate(body.length + place.length).put(body).put(place).array());
  }

  private static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.NONCE_INVALID, check, detail);
  }
}
