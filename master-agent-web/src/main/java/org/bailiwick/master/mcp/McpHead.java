package org.bailiwick.master.mcp;

import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.method.RequestHead;

/**
 * The header fields of a request that MCP defines.
 *
 * @param session the session id that the client was given, which tells its requests from those of
 *     others and gives no right
 */
record McpHead(Optional<String> session, Resumption resumption) {

  /** The newest revision that this server speaks, and the one before. */
  static final String NEWEST = "2025-11-25";

  static final Set<String> REVISIONS = Set.of(NEWEST, "2025-06-18");
  static final String SESSION = "Mcp-Session-Id";
  private static final String REVISION = "MCP-Protocol-Version";
  private static final String ORIGIN = "Origin";
  private static final Pattern SESSION_FORM = Pattern.compile("[!-~]{1,128}");

  /**
   * Reads and checks the fields. An origin other than this server's is refused, since a page of
   * another site would have the browser send the request (DNS rebinding; transports, "Security
   * Warning"). Without a revision the request counts as one of the newest that has no priming.
   *
   * @param own the base URL
   */
  static McpHead of(RequestHead head, URI own) {
    for (String origin : head.header(ORIGIN)) {
      if (!origin.equalsIgnoreCase(originOf(own))) {
        throw new ProblemException(
            ProblemType.POLICY_DENIED, "mcp-origin", "Pages of this origin may not call.");
      }
    }
    Optional<String> revision = one(head, REVISION);
    if (revision.isPresent() && !REVISIONS.contains(revision.get())) {
      throw malformed("mcp-protocol-version", "This server does not speak this revision of MCP.");
    }
    Optional<String> session = one(head, SESSION);
    if (session.isPresent() && !SESSION_FORM.matcher(session.get()).matches()) {
      throw malformed("mcp-session-id", "A session id is 1 to 128 visible ASCII characters.");
    }
    return new McpHead(
        session, revision.equals(Optional.of(NEWEST)) ? Resumption.BY_EVENT_ID : Resumption.NONE);
  }

  /** The client at the end of this connection. */
  CallEvents.Client client(SseEventSink sink, Sse sse) {
    return new CallEvents.Client(sink, sse, resumption);
  }

  /** Refuses a client that does not take both forms of answers, JSON and a stream of events. */
  static void requireAccepts(RequestHead head) {
    List<String> accepted =
        head.header("Accept").stream()
            .flatMap(field -> Arrays.stream(field.split(",")))
            .map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .toList();
    if (!accepts(accepted, "application", "json") || !accepts(accepted, "text", "event-stream")) {
      throw new ProblemException(
          ProblemType.NOT_ACCEPTABLE,
          "mcp-accept",
          "Accept must have application/json and text/event-stream.");
    }
  }

  private static boolean accepts(List<String> accepted, String type, String subtype) {
    return accepted.contains(type + "/" + subtype)
        || accepted.contains(type + "/*")
        || accepted.contains("*/*");
  }

  private static Optional<String> one(RequestHead head, String name) {
    List<String> values = head.header(name);
    if (values.size() > 1) {
      throw malformed("mcp-header", "A header field of MCP occurs twice.");
    }
    return values.stream().findFirst();
  }

  private static String originOf(URI own) {
    return own.getScheme() + "://" + own.getRawAuthority();
  }

  private static ProblemException malformed(String check, String detail) {
    return JsonRpcMessage.malformed(check, detail);
  }
}
