package org.bailiwick.ars.export;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.request.HeldAnswer;
import org.bailiwick.node.request.Suspension;

/** Serves what is exported to the registry of a partner domain ({@code docs/federation.md}). */
@RequestScoped
@Path("/v1/exports")
public class ExportResource {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,64}");

  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private RegistryAgreements agreements;
  @Inject private ExportWaiters waiters;
  @Inject private HttpServletRequest http;

  @GET
  @Produces("application/jwt")
  public void exports(
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @QueryParam("nonce") String nonce,
      @Suspended AsyncResponse answer) {
    VerifiedPeer peer =
        peers.require(Kind.PARTNER_NODE, Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    Optional<Agreement> agreement = agreementWith(peer);
    // The pages of a reading follow one another, so its beginning alone is recorded.
    if (after == null || after.isEmpty()) {
      gate.requireAndRecord(RegistryQuestion.export(peer, agreement.isPresent()));
    } else {
      gate.require(RegistryQuestion.export(peer, agreement.isPresent()));
    }
    Suspension.limit(http, LONGEST_WAIT);
    Supplier<VerifiedPeer> again = peers.again();
    HeldAnswer held =
        new HeldAnswer(answer, () -> requireStill(again.get(), agreement.orElseThrow()));
    waiters.answer(
        new ExportWaiters.Waiter(
            held,
            agreement.orElseThrow(),
            Optional.ofNullable(after).filter(text -> !text.isEmpty()).map(ExportPosition::parse),
            requireNonce(nonce)),
        duration(wait));
  }

  private void requireStill(VerifiedPeer peer, Agreement agreement) {
    gate.require(
        RegistryQuestion.export(peer, agreementWith(peer).filter(agreement::equals).isPresent()));
  }

  /** The agreement that exports to this peer. */
  private Optional<Agreement> agreementWith(VerifiedPeer peer) {
    return agreements
        .find(peer.id().trustDomain())
        .filter(
            found ->
                found.exports().filter(terms -> terms.readers().contains(peer.id())).isPresent());
  }

  private static String requireNonce(String nonce) {
    if (nonce == null || !NONCE.matcher(nonce).matches()) {
      throw malformed("export-nonce", "nonce must be 16 to 64 characters of base64url", null);
    }
    return nonce;
  }

  private static Duration duration(String wait) {
    if (wait == null) {
      return Duration.ZERO;
    }
    try {
      Duration duration = Duration.parse(wait);
      if (!duration.isNegative() && duration.compareTo(LONGEST_WAIT) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw malformedWait(e);
    }
    throw malformedWait(null);
  }

  private static ProblemException malformedWait(Exception cause) {
    return malformed("export-wait", "wait must be an ISO 8601 duration from PT0S to PT30S", cause);
  }

  private static ProblemException malformed(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail, cause);
  }
}
