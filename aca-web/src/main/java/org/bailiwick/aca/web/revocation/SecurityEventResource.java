package org.bailiwick.aca.web.revocation;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.withdrawal.ReportedUsers;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.problem.BodyLimit;

/**
 * Push delivery of security events (RFC 8935), by which an identity provider reports changes of its
 * users. The token's signature alone identifies the sender.
 */
@ApplicationScoped
@Path("/v1/security-events")
@Produces(MediaType.APPLICATION_JSON)
public class SecurityEventResource {

  @EJB private ReportedUsers users;

  @POST
  @Consumes("application/secevent+jwt")
  @BodyLimit(16_384)
  public Response take(String token) {
    try {
      users.take(token);
      return Response.accepted().build();
    } catch (ProblemException refused) {
      throw refused.type() == ProblemType.SECURITY_EVENT_REJECTED
          ? refused.with("err", error(refused.check())).with("description", refused.detail())
          : refused;
    }
  }

  /** RFC 8935 section 2.4. */
  private static String error(String check) {
    return switch (check) {
      case "security-event-issuer-unknown", "security-event-subject-issuer" -> "invalid_issuer";
      case "security-event-audience" -> "invalid_audience";
      case "security-event-key", "security-event-signature", "security-event-algorithm" ->
          "invalid_key";
      default -> "invalid_request";
    };
  }
}
