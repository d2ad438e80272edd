package org.bailiwick.master.mcp;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;

/** Answers refusals of MCP requests with status 200, and stores an audit row for each. */
@Provider
public final class McpRefusalMapper implements ExceptionMapper<McpRefusal> {
  private static final StructuredLog LOG = StructuredLog.of(McpRefusalMapper.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<GroupWriter> writer;

  /** {@code writer} is asked for at each refusal. */
  public McpRefusalMapper(Supplier<GroupWriter> writer) {
    this.writer = writer;
  }

  @Override
  public Response toResponse(McpRefusal refusal) {
    record(refusal);
    return Response.ok(refusal.answer(), MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** Stores the row; if that does not succeed, a log line replaces it. */
  void record(McpRefusal refusal) {
    Map<String, Object> fields =
        Map.of("check", refusal.check(), "subject", RequestContext.currentSubject());
    try {
      if (writer.get().recordRefusal(PATIENCE, entry(refusal))) {
        LOG.info("mcp.refused", fields);
      }
    } catch (RuntimeException e) {
      LOG.fault("audit.not-stored", fields, e);
    }
  }

  private static AuditEntry entry(McpRefusal refusal) {
    return new AuditEntry(
        "request.refused",
        Outcome.DENIED,
        refusal.check(),
        RequestContext.currentSubject(),
        RequestContext.currentOperation(),
        Map.of());
  }
}
