package org.bailiwick.node.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.AuditVerdict;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.request.RequestIdFilter;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Refusals of unknown callers must not fill the disk. */
class AnonymousRefusalsTest {
  private static final String CHAIN = "authority/test";
  private static final URI BASE = URI.create("https://127.0.0.1/");
  private static final int FLOOD = 3000;

  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final GroupWriter writer =
      new GroupWriter(
          database.sink(), Thread::new, WriterSettings.of(CHAIN, TestClock.atPresent()));
  private final ApplicationHandler node =
      new ApplicationHandler(
          new ResourceConfig()
              .register(new RequestIdFilter())
              .register(new WhoAsks())
              .register(new ProblemMapper(new AuditedProblems(() -> writer))));
  private final Lines lines = new Lines();
  private final Logger log = Logger.getLogger(ProblemMapper.class.getName());

  /** Takes the word of a field for it, as no node does. */
  @PreMatching
  private static final class WhoAsks implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      String peer = request.getHeaderString("Peer");
      if (peer != null) {
        RequestContext.identify(peer);
      }
    }
  }

  private static final class Lines extends Handler {
    private final List<String> written = new ArrayList<>();

    @Override
    public void publish(LogRecord line) {
      written.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  AnonymousRefusalsTest() {
    log.addHandler(lines);
    log.setUseParentHandlers(false);
  }

  @AfterEach
  void close() {
    log.removeHandler(lines);
    log.setUseParentHandlers(true);
    writer.close();
    database.close();
  }

  @Test
  void aFloodByNobodyKnownLeavesFewRowsAndFewLinesThatTellItsSize() throws Exception {
    for (int i = 0; i < FLOOD; i++) {
      assertThat(status("nowhere", null)).isEqualTo(404);
    }
    writer.close();
    List<AuditRow> rows = rows();
    // The first; then the count at 100, at 1,000 and at the end, as far as the writer looked
    // between.
    assertThat(rows).hasSizeBetween(2, 4);
    assertThat(lines.written).hasSize(1);
    assertThat(AuditChain.verify(CHAIN, rows)).isInstanceOf(AuditVerdict.Intact.class);
    assertThat(rows).extracting(AuditRow::check).containsOnly("path");
    assertThat(rows.getFirst().event()).isEqualTo("request.refused");
    assertThat(rows.getFirst().resource()).isEqualTo("GET /nowhere");
    assertThat(rows.getFirst().details()).contains("\"source\":\"unknown\"");
    assertThat(writer.refusalsGrouped()).isEqualTo(FLOOD - 1);
    assertThat(rows.stream().mapToLong(AnonymousRefusalsTest::told).sum()).isEqualTo(FLOOD);
  }

  @Test
  void eachRefusalOfAKnownPeerKeepsItsRowAndItsLine() throws Exception {
    for (int i = 0; i < 30; i++) {
      status("nowhere", "spiffe://bailiwick.example/agent/a");
    }
    assertThat(rows())
        .hasSize(30)
        .allSatisfy(row -> assertThat(row.event()).isEqualTo("request.refused"));
    assertThat(lines.written).hasSize(30);
  }

  private static long told(AuditRow row) {
    return row.event().equals("refusals.counted")
        ? Long.parseLong(row.details().replaceAll(".*\"count\":\"([0-9]+)\".*", "$1"))
        : 1;
  }

  private int status(String path, String peer) throws Exception {
    ContainerRequest request =
        new ContainerRequest(
            BASE,
            BASE.resolve(path),
            "GET",
            null,
            new MapPropertiesDelegate(new HashMap<>()),
            null);
    if (peer != null) {
      request.header("Peer", peer);
    }
    return node.apply(request).get().getStatus();
  }

  private List<AuditRow> rows() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 2 * FLOOD));
  }
}
