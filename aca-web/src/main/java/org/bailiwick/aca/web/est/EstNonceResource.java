package org.bailiwick.aca.web.est;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.EstNonces;
import org.bailiwick.aca.nonce.NonceTickets;
import org.bailiwick.aca.web.est.EmptyRefusalFilter.EmptyRefusal;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.problem.BodyLimit;

/** EST's nonces for attestation in CSRs (draft-ietf-lamps-attestation-freshness-08 section 5). */
@ApplicationScoped
@Path("/.well-known/est")
@Produces(NonceRequest.TYPE)
@EmptyRefusal
public class EstNonceResource {

  private static final long LONGEST_REQUEST = 4_096;

  @Inject private EstNonces nonces;
  @Inject @ForAca private Clock clock;

  @GET
  @Path("/nonce")
  public Response issue() {
    return issue(EstLabels.DEFAULT);
  }

  @GET
  @Path("/{label}/nonce")
  public Response issue(@PathParam("label") String label) {
    return answer(nonces.issue(label, EstNonces.DEFAULT_OCTETS));
  }

  @POST
  @Path("/nonce")
  @Consumes(NonceRequest.TYPE)
  @BodyLimit(LONGEST_REQUEST)
  public Response issueRequested(byte[] body) {
    return issueRequested(EstLabels.DEFAULT, body);
  }

  @POST
  @Path("/{label}/nonce")
  @Consumes(NonceRequest.TYPE)
  @BodyLimit(LONGEST_REQUEST)
  public Response issueRequested(@PathParam("label") String label, byte[] body) {
    return answer(nonces.issue(label, NonceRequest.octets(body)));
  }

  private Response answer(NonceTickets.Ticket ticket) {
    Duration life = Duration.between(clock.instant(), ticket.nonce().expiresAt());
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("nonce", ticket.nonce().value());
    members.put("expiry", life.toSeconds());
    return Response.ok(JsonText.of(members))
        .header(HttpHeaders.SET_COOKIE, NonceCookie.set(ticket.text(), life))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
