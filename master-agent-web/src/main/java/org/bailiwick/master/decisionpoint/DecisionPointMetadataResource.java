package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.edge.WellKnownUrl;
import org.bailiwick.policy.authzen.AnswerWriter;

/**
 * The metadata of the decision point (section 9), which everybody may read. Whether an application
 * exists is not told: each has the same document.
 */
@Path("/.well-known/authzen-configuration")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class DecisionPointMetadataResource {
  private static final Pattern APPLICATION = Pattern.compile("/applications/[a-z][a-z0-9-]{0,30}");

  @Inject MasterSettings settings;
  @Inject SignedMetadata signed;

  @GET
  public Response metadata() {
    return ofNode();
  }

  /** Of a decision point with a path, its own or that of an application. */
  @GET
  @Path("{path: .+}")
  public Response metadataAt(@PathParam("path") String path) {
    URI base = URI.create(base());
    String own = base.getRawPath();
    String asked = "/" + path;
    if (WellKnownUrl.isOf(base, path)) {
      return ofNode();
    }
    if (asked.startsWith(own) && APPLICATION.matcher(asked.substring(own.length())).matches()) {
      return answer(members(base.resolve(asked).toString()));
    }
    throw new ProblemException(
        ProblemType.NOT_FOUND, "metadata-path", "There is no decision point of this path.");
  }

  private String base() {
    return base(settings);
  }

  /** The URL of the Master Agent without a slash at the end, so that paths can be added. */
  static String base(MasterSettings settings) {
    String base = settings.component().baseUrl().toString();
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  /** The document of the node's own decision point, which is signed, too. */
  private Response ofNode() {
    Map<String, Object> members = members(base());
    signed.of(base(), members).ifPresent(jwt -> members.put("signed_metadata", jwt));
    return answer(members);
  }

  private Map<String, Object> members(String decisionPoint) {
    String access = decisionPoint + "/access/v1/";
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("policy_decision_point", decisionPoint);
    members.put("access_evaluation_endpoint", access + "evaluation");
    members.put("access_evaluations_endpoint", access + "evaluations");
    members.put("search_subject_endpoint", access + "search/subject");
    members.put("search_resource_endpoint", access + "search/resource");
    members.put("search_action_endpoint", access + "search/action");
    members.put("access_request_endpoint", access + "requests");
    members.put("jwks_uri", base() + "/oauth/jwks");
    members.put("capabilities", List.of("urn:openid:authzen:capability:access-request"));
    members.put("supported_obligations", List.of("custom"));
    return members;
  }

  private static Response answer(Map<String, Object> members) {
    return Response.ok(AnswerWriter.document(members))
        .header(HttpHeaders.CACHE_CONTROL, "max-age=300")
        .build();
  }
}
