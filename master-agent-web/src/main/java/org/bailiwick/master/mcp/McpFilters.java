package org.bailiwick.master.mcp;

import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.master.job.ChallengeFilter;
import org.bailiwick.node.writer.GroupWriter;

/**
 * What the MCP endpoint needs around its resource.
 *
 * @param longestBody the most bytes of a message
 * @param metadata URL of the metadata of the protected resource
 * @param methods the names of the methods in the rule of the service
 * @param writer stores the audit rows of refusals
 */
public record McpFilters(
    long longestBody, URI metadata, Supplier<Set<String>> methods, Supplier<GroupWriter> writer) {

  private static final String PATH = McpResource.PATH.substring(1);
  private static final String ACCEPT_AS_SENT = McpFilters.class.getName() + ".accept";

  public void register(FeatureContext context) {
    context.register(new AnswerForm(longestBody));
    context.register(new AcceptAsSent());
    context.register(
        new Challenges(new ChallengeFilter(metadata, Set::of).alsoBelow(PATH, methods)));
    context.register(new McpRefusalMapper(writer));
  }

  private static boolean isFor(ContainerRequestContext request) {
    return request.getUriInfo().getPath().equals(PATH);
  }

  /**
   * Chooses the form of the answer: a stream of events for a call, JSON for everything else. The
   * client takes both and leaves the choice to the server (transports, "Sending Messages to the
   * Server"), while JAX-RS chooses the method by the Accept field. So this field is narrowed until
   * the method is chosen.
   */
  @PreMatching
  @Priority(Priorities.USER)
  static final class AnswerForm implements ContainerRequestFilter {
    private final long longestBody;

    AnswerForm(long longestBody) {
      this.longestBody = longestBody;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
      if (!isFor(request) || !request.getMethod().equals(HttpMethod.POST)) {
        return;
      }
      String sent = request.getHeaderString(HttpHeaders.ACCEPT);
      request.setProperty(ACCEPT_AS_SENT, sent == null ? "" : sent);
      request
          .getHeaders()
          .putSingle(
              HttpHeaders.ACCEPT,
              isCall(request) ? MediaType.SERVER_SENT_EVENTS : MediaType.APPLICATION_JSON);
    }

    /** A body that is too long is not read here, and refused later. */
    private boolean isCall(ContainerRequestContext request) throws IOException {
      if (request.getLength() > longestBody) {
        return false;
      }
      InputStream stream = request.getEntityStream();
      byte[] body = stream.readNBytes((int) longestBody + 1);
      request.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(body), stream));
      return body.length <= longestBody
          && JsonRpcMessage.isRequest(new String(body, StandardCharsets.UTF_8), McpServer.CALL);
    }
  }

  /** Gives the Accept field back as it was sent, since a signature of the request may cover it. */
  static final class AcceptAsSent implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      if (request.getProperty(ACCEPT_AS_SENT) instanceof String sent) {
        if (sent.isEmpty()) {
          request.getHeaders().remove(HttpHeaders.ACCEPT);
        } else {
          request.getHeaders().putSingle(HttpHeaders.ACCEPT, sent);
        }
      }
    }
  }

  /** The challenges of the jobs resource, which name other metadata here. */
  record Challenges(ChallengeFilter filter) implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if (isFor(request)) {
        filter.filter(request, response);
      }
    }
  }
}
