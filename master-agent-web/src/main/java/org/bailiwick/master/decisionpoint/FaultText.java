package org.bailiwick.master.decisionpoint;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.policy.authzen.AnswerWriter;

/**
 * Gives a refused question the body of AuthZEN's table of errors (section 10.1.2), which is a JSON
 * text, if the asker takes JSON and does not say that it takes problem documents. Whoever takes
 * anything gets the problem document, as everywhere in this domain.
 */
public final class FaultText implements ContainerResponseFilter {
  private static final Pattern QUESTIONS =
      Pattern.compile(
          "/?(?:applications/[^/]+/)?access/v1/(?:evaluations?|search/(?:subject|resource|action))");
  private static final MediaType PROBLEM = MediaType.valueOf(Problem.MEDIA_TYPE);

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof String problem
        && PROBLEM.isCompatible(response.getMediaType())
        && QUESTIONS.matcher(request.getUriInfo().getPath(false)).matches()
        && takesOnlyJson(request.getAcceptableMediaTypes())) {
      String detail = StrictJson.object(problem).getString("detail");
      response.setEntity(AnswerWriter.fault(detail), null, MediaType.APPLICATION_JSON_TYPE);
    }
  }

  private static boolean takesOnlyJson(List<MediaType> accepted) {
    return accepted.stream().anyMatch(MediaType.APPLICATION_JSON_TYPE::isCompatible)
        && accepted.stream().noneMatch(PROBLEM::isCompatible);
  }
}
