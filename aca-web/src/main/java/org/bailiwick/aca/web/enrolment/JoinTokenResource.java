package org.bailiwick.aca.web.enrolment;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.join.JoinToken;
import org.bailiwick.aca.joining.JoinTokenIssuer;
import org.bailiwick.node.problem.BodyLimit;

/** Gives users join tokens, with each of which one agent can enrol later. */
@ApplicationScoped
@Path("/v1/join-tokens")
@Produces(MediaType.APPLICATION_JSON)
public class JoinTokenResource {

  @EJB private JoinTokenIssuer issuer;

  /**
   * The credential request, and the lifetime of the token as ISO 8601 duration (if absent, the
   * longest that is allowed). The class is not a record, because the constructor would have too
   * many parameters.
   */
  public static final class Request {
    public String profile;
    public String kind;
    public String name;
    public String owner;
    public List<String> capabilities;
    public String locator;

    @JsonbProperty("validation_methods")
    public List<String> validationMethods;

    public String replaces;
    public String lifetime;

    /** The members that were sent: a service has no capabilities, for instance. */
    Claims claims() {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("profile", profile);
      members.put("kind", kind);
      members.put("name", name);
      members.put("owner", owner);
      members.put("capabilities", capabilities);
      members.put("locator", locator);
      members.put("validation_methods", validationMethods);
      members.put("replaces", replaces);
      members.put("lifetime", lifetime);
      members.values().removeIf(Objects::isNull);
      return Claims.of("join-request", Optional.of(members));
    }
  }

  /** A join token, which only this answer shows. */
  public record View(String token, @JsonbProperty("expires_at") String expiresAt) {

    static View of(JoinToken token) {
      return new View(token.text(), token.expiresAt().toString());
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(16_384)
  public Response issue(@Context HttpHeaders headers, Request request) {
    String user = Bearer.token(headers.getRequestHeader(HttpHeaders.AUTHORIZATION));
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(View.of(issuer.issue(user, request.claims())))
        .build();
  }
}
